// verdict: died
const o = { toISOString: Date.prototype.toJSON }; o.toISOString();
