// verdict: contained
const o = {}; Object.defineProperty(o, "x", { enumerable: true, get: console.log.bind(null, o) }); console.log(o); console.log("%s", o);
