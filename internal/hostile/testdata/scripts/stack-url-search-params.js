// verdict: contained
const o = { [Symbol.iterator]() { return new URLSearchParams(o)[Symbol.iterator]() } }; new URLSearchParams(o);
