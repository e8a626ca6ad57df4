// verdict: contained
const t = []; t[0] = t; t.then = [].forEach; Promise.resolve(1).then(() => t); await null; await t;
