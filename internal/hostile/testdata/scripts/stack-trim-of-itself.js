// verdict: contained
const o = { toString: "".trim }; o + "";
