// verdict: contained
new ReadableStream({ pull(c) { c.enqueue('x'.repeat(1e5)) } }, { highWaterMark: Infinity }); await null; for (;;) await null;
