// verdict: contained
const f = () => [1].forEach(f); f();
