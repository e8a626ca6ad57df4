// verdict: contained
// afterwards: any
JSON.stringify = JSON.parse = () => { for (;;) ; }; res.json({ a: 1 });
