// verdict: contained
const m = new Map([[1, 2]]); m[Symbol.iterator] = function* () { for (;;) yield [1, 2] }; console.log(m);
