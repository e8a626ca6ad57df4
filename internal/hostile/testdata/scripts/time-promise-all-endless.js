// verdict: contained
function* g() { for (;;) yield 1 } Promise.all(g());
