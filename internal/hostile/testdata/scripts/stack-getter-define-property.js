// verdict: contained
const o = {}; Object.defineProperty(o, 'x', { get() { return o.x } }); o.x;
