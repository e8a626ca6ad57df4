// verdict: contained
let s = new ReadableStream({ pull(c) { c.enqueue('x') } }); for (let n = 0; n < 1e4; n++) [s] = s.tee(); await s.getReader().read();
