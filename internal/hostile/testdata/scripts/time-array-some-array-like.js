// verdict: contained
Array.prototype.some.call({ length: 2 ** 53 - 1 }, () => false);
