// verdict: contained
await new ReadableStream({ pull(c) { c.enqueue('x') } }).pipeTo(new WritableStream());
