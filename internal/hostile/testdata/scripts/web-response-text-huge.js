// verdict: contained
const r = () => new Response(new Uint8Array(3e7)); const keep = []; for (;;) keep.push(await r().text());
