// verdict: contained
const o = { get x() { return Object.assign({}, o) } }; Object.assign({}, o);
