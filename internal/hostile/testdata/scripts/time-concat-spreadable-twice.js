// verdict: overrun
let n = 0; [].concat({ length: 2 ** 53 - 1, get [Symbol.isConcatSpreadable]() { return n++ > 0 } });
