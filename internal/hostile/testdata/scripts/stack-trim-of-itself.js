// verdict: died
const o = { toString: "".trim }; o + "";
