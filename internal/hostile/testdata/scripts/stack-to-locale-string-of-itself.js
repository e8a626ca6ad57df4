// verdict: died
const o = { toString: Object.prototype.toLocaleString }; o + "";
