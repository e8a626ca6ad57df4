// verdict: contained
await fetch('http://127.0.0.1:1/', { method: 'POST', duplex: 'half', body: new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1e6)) } }) }).catch(() => {}); for (;;) await null;
