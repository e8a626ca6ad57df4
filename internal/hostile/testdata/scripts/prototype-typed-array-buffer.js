// verdict: contained
// afterwards: any
Object.defineProperty(Object.getPrototypeOf(Uint8Array).prototype, 'buffer', { get() { for (;;) ; } }); new Blob([new Uint8Array(3)]); res.send(new Uint8Array(3));
