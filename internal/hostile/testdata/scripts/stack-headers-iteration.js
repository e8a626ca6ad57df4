// verdict: contained
const h = { [Symbol.iterator]() { return new Headers(h)[Symbol.iterator]() } }; new Headers(h);
