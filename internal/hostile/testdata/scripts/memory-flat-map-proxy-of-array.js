// verdict: overrun
const a = new Array(4e6).fill(1); const p = new Proxy(a, {}); [1, 2, 3, 4, 5, 6, 7, 8].concat(new Array(100).fill(1)).flatMap(() => p);
