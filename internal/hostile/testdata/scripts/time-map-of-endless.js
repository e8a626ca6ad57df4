// verdict: contained
function* g() { for (;;) yield [1, 2] } new Map(g());
