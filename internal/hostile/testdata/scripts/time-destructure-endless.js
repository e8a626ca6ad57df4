// verdict: contained
function* g() { for (;;) yield 1 } const [...all] = g();
