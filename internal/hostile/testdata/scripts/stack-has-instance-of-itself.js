// verdict: contained
const F = function () {}; Object.defineProperty(F, Symbol.hasInstance, { value: Function.prototype[Symbol.hasInstance] }); const G = F.bind(null); Object.defineProperty(F, "prototype", { value: {} }); ({}) instanceof G;
