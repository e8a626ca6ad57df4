// verdict: contained
function* g() { for (;;) yield 1 } g().map(x => x).filter(() => false).next();
