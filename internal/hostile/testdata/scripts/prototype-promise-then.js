// verdict: contained
// afterwards: any
// quick: yes
Promise.prototype.then = () => { for (;;) ; }; await 1; res.send('x');
