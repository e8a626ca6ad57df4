// verdict: contained
// afterwards: any
Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { for (;;) ; }; res.json({ a: 1 });
