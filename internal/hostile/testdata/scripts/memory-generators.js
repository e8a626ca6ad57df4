// verdict: contained
const keep = []; function* g() { yield 1 } for (;;) { const i = g(); i.next(); keep.push(i) }
