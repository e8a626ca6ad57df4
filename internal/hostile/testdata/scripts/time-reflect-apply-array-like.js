// verdict: contained
Reflect.apply(() => 1, null, { length: 2 ** 32 });
