// verdict: contained
const s = "\\u1100\\u0300\\u0316".repeat(5e6); String.prototype.localeCompare.call(Object(s), Object(s + "x"));
