// verdict: contained
function* g() { for (;;) yield 1 } Math.max(...g());
