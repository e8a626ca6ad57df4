// verdict: contained
new Uint8Array(4e6).join(Object("x".repeat(1e6)));
