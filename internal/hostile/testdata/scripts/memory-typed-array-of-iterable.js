// verdict: contained
function* g() { for (;;) yield 1 } new Uint8Array(g());
