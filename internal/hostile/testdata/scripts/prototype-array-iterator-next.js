// verdict: contained
// afterwards: any
Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: false, value: ['a', 'b'] }); new URLSearchParams([['a', 'b']]); new FormData(); new Blob(['x']);
