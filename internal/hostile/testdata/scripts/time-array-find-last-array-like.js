// verdict: contained
Array.prototype.findLastIndex.call({ length: 2 ** 53 - 1 }, () => false);
