// verdict: contained
const o = { [Symbol.match]() { return 'a'.match(o) } }; 'a'.match(o);
