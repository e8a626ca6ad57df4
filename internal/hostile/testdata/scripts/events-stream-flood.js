// verdict: contained
// afterwards: any
const s = res.sse?.(); if (s) for (;;) s.send?.({ data: 'x'.repeat(1e5) });
