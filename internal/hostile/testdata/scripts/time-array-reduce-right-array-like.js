// verdict: contained
Array.prototype.reduceRight.call({ length: 2 ** 53 - 1 }, (a, b) => a);
