// verdict: contained
await new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1e6)) } })).text();
