// verdict: contained
// afterwards: any
Number.prototype.toString = () => { for (;;) ; }; res.status(200).send('1');
