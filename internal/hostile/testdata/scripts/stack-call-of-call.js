// verdict: contained
const call = Function.prototype.call; const f = () => call.call(call, call, f); f();
