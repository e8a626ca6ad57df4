// verdict: contained
// afterwards: any
Object.prototype.get = () => { throw 1 }; Object.defineProperty({}, 'a', { value: 1 });
