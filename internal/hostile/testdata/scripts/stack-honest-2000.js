// verdict: contained
const depth = n => n ? depth(n - 1) + 1 : 0; if (depth(2000) !== 2000) for (;;) ;
