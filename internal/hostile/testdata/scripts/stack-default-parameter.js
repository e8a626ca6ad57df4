// verdict: contained
const f = (a = f()) => a; f();
