// verdict: contained
// afterwards: any
Object.prototype.handle = () => { throw 1 }; Object.prototype.fetch = () => { throw 1 }; Object.prototype.default = 1;
