// verdict: contained
function* g() { for (;;) yield ['a', 1] } Object.fromEntries(g());
