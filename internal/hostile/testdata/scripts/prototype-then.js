// verdict: contained
// afterwards: any
// quick: yes
Object.prototype.then = function (f) { f() }; await {}; res.send('x');
