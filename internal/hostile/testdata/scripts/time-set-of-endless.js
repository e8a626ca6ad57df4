// verdict: contained
function* g() { let n = 0; for (;;) yield n % 7 ; } new Set(g());
