// verdict: contained
class A extends Array { get length() { return 2 ** 53 } } console.log(new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 53 - 1 : t[k] }));
