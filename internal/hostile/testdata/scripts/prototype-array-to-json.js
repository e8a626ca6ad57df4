// verdict: contained
// afterwards: any
Array.prototype.toJSON = () => { for (;;) ; }; res.json([1]);
