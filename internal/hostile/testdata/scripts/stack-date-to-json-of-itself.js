// verdict: contained
const o = { toISOString: Date.prototype.toJSON }; o.toISOString();
