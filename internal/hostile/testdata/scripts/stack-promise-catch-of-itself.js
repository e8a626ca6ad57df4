// verdict: died
const o = { then: Promise.prototype.catch }; o.then();
