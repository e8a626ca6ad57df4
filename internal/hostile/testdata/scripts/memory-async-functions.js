// verdict: contained
async function f() { await new Promise(() => {}) } for (;;) f();
