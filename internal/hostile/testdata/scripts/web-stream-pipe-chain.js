// verdict: contained
let s = new ReadableStream({ start(c) { c.enqueue('x'); c.close() } }); for (let n = 0; n < 3000; n++) s = s.pipeThrough(new TransformStream()); await s.getReader().read();
