// verdict: contained
new TextEncoder().encodeInto('x'.repeat(6e7), new Uint8Array(3));
