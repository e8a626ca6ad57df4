// verdict: contained
// afterwards: any
Array.prototype.push = Array.prototype.map = Array.prototype.forEach = Array.prototype.join = Array.prototype.slice = () => { for (;;) ; }; app.get('/new', () => {}); res.json([1]);
