// verdict: contained
// afterwards: any
Object.prototype.then = function (f) { f() }; await {}; res.send('x');
