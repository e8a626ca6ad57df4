// verdict: contained
// afterwards: any
Promise.resolve = Promise.reject = Promise.all = () => { for (;;) ; }; globalThis.Promise = null; await 1; res.send('x');
