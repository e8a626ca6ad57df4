// verdict: contained
Reflect.construct(ArrayBuffer, [2 ** 34], Object);
