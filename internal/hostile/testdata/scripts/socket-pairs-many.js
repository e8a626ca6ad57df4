// verdict: contained
if (globalThis.WebSocketPair) for (const keep = []; ;) keep.push(new WebSocketPair());
