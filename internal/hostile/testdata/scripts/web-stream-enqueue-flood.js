// verdict: contained
new ReadableStream({ start(c) { for (;;) c.enqueue(new Uint8Array(1e5)) } });
