// verdict: contained
const o = {}; Object.defineProperty(o, "x", { enumerable: true, get: structuredClone.bind(null, o) }); structuredClone(o);
