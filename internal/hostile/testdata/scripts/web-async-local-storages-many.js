// verdict: contained
const { AsyncLocalStorage } = require('node:async_hooks'); for (const keep = []; ;) { const a = new AsyncLocalStorage(); a.enterWith?.(1); keep.push(a) }
