// verdict: overrun
const o = { toISOString: Date.prototype.toJSON }; o.toISOString();
