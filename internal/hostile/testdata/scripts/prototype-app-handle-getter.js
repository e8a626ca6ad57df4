// verdict: contained
// afterwards: any
Object.defineProperty(app, 'handle', { get() { for (;;) ; } }); res.send('x');
