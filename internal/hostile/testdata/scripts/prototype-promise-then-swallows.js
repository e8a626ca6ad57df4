// verdict: contained
// afterwards: any
Promise.prototype.then = function () { return this }; await 1;
