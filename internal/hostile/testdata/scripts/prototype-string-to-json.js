// verdict: contained
// afterwards: any
String.prototype.toJSON = () => { for (;;) ; }; res.json('a'); res.json({ a: 'b' });
