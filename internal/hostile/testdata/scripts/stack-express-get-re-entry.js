// verdict: contained
Object.defineProperty(req.headers, 'x', { get() { return req.get('x') } }); req.get('x');
