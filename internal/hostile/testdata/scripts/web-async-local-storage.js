// verdict: contained
const { AsyncLocalStorage } = require('node:async_hooks'); const a = new AsyncLocalStorage(); const f = n => a.run(n, () => f(n + 1)); f(0);
