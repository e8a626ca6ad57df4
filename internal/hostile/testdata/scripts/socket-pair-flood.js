// verdict: contained
if (globalThis.WebSocketPair) { const [a, b] = Object.values(new WebSocketPair()); a.accept?.(); b.accept?.(); for (;;) a.send('x'.repeat(1e5)) }
