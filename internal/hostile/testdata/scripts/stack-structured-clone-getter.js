// verdict: contained
const o = { get x() { return structuredClone(o) } }; structuredClone(o);
