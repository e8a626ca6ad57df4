// verdict: contained
const h = new Headers(); for (;;) h.append('a', 'x'.repeat(1e6));
