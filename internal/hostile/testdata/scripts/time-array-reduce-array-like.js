// verdict: contained
Array.prototype.reduce.call({ length: 2 ** 53 - 1 }, (a, b) => a, 0);
