// verdict: contained
// afterwards: any
Promise.prototype.then = () => { for (;;) ; }; await 1; res.send('x');
