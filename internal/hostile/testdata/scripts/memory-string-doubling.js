// verdict: contained
let s = 'x'; for (;;) s += s;
