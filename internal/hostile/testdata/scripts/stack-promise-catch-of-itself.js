// verdict: contained
const o = { then: Promise.prototype.catch }; o.then();
