// verdict: contained
const f = () => [{ toString: f }].join(); f();
