// verdict: contained
const o = {}; Object.defineProperty(o, "x", { get: Reflect.get.bind(null, o, "x") }); o.x;
