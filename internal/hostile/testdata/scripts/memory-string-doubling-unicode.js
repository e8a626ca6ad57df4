// verdict: contained
let s = 'é'; for (;;) s += s;
