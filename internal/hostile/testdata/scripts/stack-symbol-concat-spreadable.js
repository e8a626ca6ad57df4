// verdict: contained
const o = { length: 1, get 0() { return [].concat(o) }, [Symbol.isConcatSpreadable]: true }; [].concat(o);
