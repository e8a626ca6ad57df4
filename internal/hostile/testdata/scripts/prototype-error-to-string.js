// verdict: contained
// afterwards: any
Error.prototype.toString = () => { for (;;) ; }; throw new Error('x');
