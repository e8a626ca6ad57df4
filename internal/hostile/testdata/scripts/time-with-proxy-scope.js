// verdict: contained
// where: start
with (new Proxy({}, { has() { for (;;) ; } })) { x }
