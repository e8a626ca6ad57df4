// verdict: contained
const r = new Response('x'.repeat(1e6)), keep = []; for (;;) keep.push(r.clone());
