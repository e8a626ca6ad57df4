// verdict: contained
new Headers(new Proxy({}, { ownKeys: () => Array.from({ length: 1e6 }, (_, n) => 'k' + n), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 'x' }) }));
