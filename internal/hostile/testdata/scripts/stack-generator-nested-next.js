// verdict: contained
function* g() { yield g().next() } g().next();
