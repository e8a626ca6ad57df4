// verdict: contained
let s = 'x'; for (;;) s = s.anchor(s);
