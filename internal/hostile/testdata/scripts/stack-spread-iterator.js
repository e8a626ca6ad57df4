// verdict: contained
const o = { [Symbol.iterator]() { return [...o] } }; [...o];
