// verdict: contained
const o = { toString() { return '' + o } }; '' + o;
