// verdict: contained
const f = () => eval('f()'); f();
