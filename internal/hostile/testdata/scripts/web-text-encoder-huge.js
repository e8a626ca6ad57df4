// verdict: contained
const e = new TextEncoder(), s = 'é'.repeat(1.5e7), keep = []; for (;;) keep.push(e.encode(s));
