// verdict: contained
const r = new ReadableStream({ type: 'bytes', pull(c) { c.enqueue(new Uint8Array(1e7)) } }).getReader({ mode: 'byob' }); for (;;) await r.read(new Uint8Array(1e7));
