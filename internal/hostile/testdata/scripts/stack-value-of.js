// verdict: contained
const o = { valueOf() { return +o } }; +o;
