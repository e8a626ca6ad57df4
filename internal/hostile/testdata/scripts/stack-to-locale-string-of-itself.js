// verdict: contained
const o = { toString: Object.prototype.toLocaleString }; o + "";
