// verdict: contained
String.raw(new Proxy({}, { get: (t, k) => k === 'raw' ? { length: 1e12 } : 'x' }));
