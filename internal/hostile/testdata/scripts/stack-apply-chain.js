// verdict: contained
const f = () => f.apply(null, []); f();
