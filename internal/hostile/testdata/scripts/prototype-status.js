// verdict: contained
// afterwards: any
Object.prototype.status = 204; Object.prototype.statusCode = 418; Object.prototype.headers = { x: 'y' }; throw {};
