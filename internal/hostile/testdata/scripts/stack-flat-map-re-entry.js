// verdict: contained
const f = () => [1].flatMap(f); f();
