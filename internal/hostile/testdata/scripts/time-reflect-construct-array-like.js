// verdict: contained
Reflect.construct(Array, { length: 2 ** 32 });
