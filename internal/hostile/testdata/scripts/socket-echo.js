// verdict: contained
if (globalThis.WebSocketPair) { const [a, b] = Object.values(new WebSocketPair()); a.accept?.(); b.accept?.(); a.addEventListener('message', e => { a.send(e.data); a.send(e.data) }); b.addEventListener('message', e => { b.send(e.data); b.send(e.data) }); a.send('x'); await new Promise(() => {}) }
