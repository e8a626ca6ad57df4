// verdict: contained
// afterwards: any
Promise.prototype.constructor = class { constructor() { for (;;) ; } }; await Promise.resolve(1); fetch('http://127.0.0.1:1/');
