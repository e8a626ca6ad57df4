// verdict: contained
const a = new Array(1e6).fill(0); for (;;) for (const k in a) ;
