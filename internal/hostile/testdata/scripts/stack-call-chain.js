// verdict: contained
const f = () => f.call(null); f();
