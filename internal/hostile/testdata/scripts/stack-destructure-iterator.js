// verdict: contained
const o = { [Symbol.iterator]() { const [x] = o; return x } }; const [x] = o;
