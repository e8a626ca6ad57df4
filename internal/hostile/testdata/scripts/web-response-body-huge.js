// verdict: contained
const s = 'x'.repeat(3e7), keep = []; for (;;) keep.push(new Response(s));
