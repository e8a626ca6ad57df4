// verdict: contained
Object.defineProperties({}, new Proxy({}, { ownKeys: () => Array.from({ length: 1e7 }, (_, n) => 'k' + n) }));
