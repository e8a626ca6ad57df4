// verdict: contained
const o = { [Symbol.iterator]() { return new Set(o) } }; new Set(o);
