// verdict: contained
const f = () => Array.from([1], f); f();
