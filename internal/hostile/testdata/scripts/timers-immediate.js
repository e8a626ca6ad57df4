// verdict: contained
const f = () => setImmediate(f); f(); await new Promise(() => {});
