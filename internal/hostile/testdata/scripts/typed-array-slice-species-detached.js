// verdict: contained
let x; class A extends Uint8Array { static get [Symbol.species]() { return function () { structuredClone(x.buffer, { transfer: [x.buffer] }); return new Float32Array(1e5) } } } x = new A(1e5); x.slice();
