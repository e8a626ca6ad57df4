// verdict: contained
// afterwards: any
BigInt.prototype.toJSON = () => { for (;;) ; }; res.json({ a: 1n });
