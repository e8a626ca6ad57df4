// verdict: contained
const o = { set x(v) { for (;;) ; } }; o.x = 1;
