// verdict: contained
function* g() { for (;;) yield 1 } Object.groupBy(g(), () => 'a');
