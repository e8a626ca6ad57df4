// verdict: contained
// afterwards: any
Array.prototype[Symbol.iterator] = function* () { for (;;) yield 1 }; new Headers([['a', 'b']]); new URLSearchParams([['a', 'b']]); new Map([[1, 2]]);
