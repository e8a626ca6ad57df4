// verdict: contained
Array.prototype.shift.call({ length: 2 ** 53 - 1 });
