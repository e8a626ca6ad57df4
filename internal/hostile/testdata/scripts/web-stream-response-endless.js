// verdict: contained
// afterwards: any
const r = new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1e6)) } }); res.set('x', 'y'); for await (const x of r) if (!res.write(x)) for (;;) res.write(x);
