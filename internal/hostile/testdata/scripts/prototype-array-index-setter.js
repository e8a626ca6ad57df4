// verdict: contained
// afterwards: any
Object.defineProperty(Array.prototype, 0, { set() { for (;;) ; }, get: () => 1 }); app.get('/x', () => 1); JSON.parse('[1]'); 'a'.split(''); res.json([1]);
