// verdict: contained
function* g() { yield* g() } g().next();
