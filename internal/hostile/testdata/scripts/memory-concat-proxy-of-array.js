// verdict: contained
const a = []; a.length = 2 ** 32 - 1; [].concat(new Proxy(a, {}));
