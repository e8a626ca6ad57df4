// verdict: contained
function* g(n) { if (n) yield* g(n - 1); else yield 1 } for (const x of g(1e5)) ;
