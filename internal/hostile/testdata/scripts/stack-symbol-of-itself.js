// verdict: contained
const o = {}; o[Symbol.toPrimitive] = Number.bind(null, o); Number(o);
