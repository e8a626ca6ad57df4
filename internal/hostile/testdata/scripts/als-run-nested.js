// verdict: contained
const { AsyncLocalStorage } = await import("node:async_hooks"); const als = new AsyncLocalStorage(); const f = n => als.run(n, f, n + 1); f(0);
