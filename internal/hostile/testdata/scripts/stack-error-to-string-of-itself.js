// verdict: contained
const o = Object.defineProperty({}, "name", { get: Error.prototype.toString }); o.name;
