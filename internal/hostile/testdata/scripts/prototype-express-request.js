// verdict: contained
// afterwards: any
const r = Object.getPrototypeOf(req); r.get = () => { for (;;) ; }; Object.defineProperty(r, 'body', { get() { for (;;) ; } }); req.body;
