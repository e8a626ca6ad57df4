// verdict: contained
// afterwards: any
Object.defineProperty(Object.getPrototypeOf(Uint8Array).prototype, 'byteLength', { get: () => 1e15 }); Object.defineProperty(Object.getPrototypeOf(Uint8Array).prototype, 'byteOffset', { get: () => -5 }); new Blob([new Uint8Array(3)]); res.send(new Uint8Array(3));
