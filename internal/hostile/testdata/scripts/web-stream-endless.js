// verdict: contained
const s = new ReadableStream({ pull(c) { c.enqueue('x'.repeat(1000)) } }); for await (const x of s) ;
