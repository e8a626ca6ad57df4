// verdict: died
const o = Object.defineProperty({}, "name", { get: Error.prototype.toString }); o.name;
