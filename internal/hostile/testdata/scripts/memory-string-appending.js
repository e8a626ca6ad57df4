// verdict: contained
let s = ''; for (;;) s += 'abcdefghijklmnopqrstuvwxyz'.repeat(1e5);
