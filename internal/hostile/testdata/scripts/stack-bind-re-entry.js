// verdict: contained
const f = () => f.bind(null)(); f();
