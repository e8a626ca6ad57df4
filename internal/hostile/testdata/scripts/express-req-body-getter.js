// verdict: contained
Object.defineProperty(req, 'body', { get() { for (;;) ; } }); req.body;
