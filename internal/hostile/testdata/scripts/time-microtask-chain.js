// verdict: contained
const next = () => Promise.resolve().then(next); next(); await new Promise(() => {});
