// verdict: contained
const o = { [Symbol.split]() { return 'a'.split(o) } }; 'a'.split(o);
