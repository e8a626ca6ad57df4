// verdict: contained
const o = { get x() { return Object.entries(o) } }; Object.entries(o);
