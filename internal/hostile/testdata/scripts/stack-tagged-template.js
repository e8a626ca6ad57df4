// verdict: contained
const f = () => f``; f();
