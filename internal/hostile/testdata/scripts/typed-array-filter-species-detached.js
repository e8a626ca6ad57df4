// verdict: contained
const b = new ArrayBuffer(1e6); class A extends Uint8Array { static get [Symbol.species]() { return function () { const a = new Float32Array(b); structuredClone(b, { transfer: [b] }); return a } } } new A(1e5).filter(() => true);
