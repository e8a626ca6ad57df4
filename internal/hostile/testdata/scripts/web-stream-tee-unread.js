// verdict: contained
const [a, b] = new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1e6)) } }).tee(); for await (const x of a) ;
