// verdict: contained
const b = new ArrayBuffer(4e5); class A extends Uint8Array { static get [Symbol.species]() { return function () { return new Uint8Array(b) } } }
new A(4e5).map((v, n) => { if (n === 0) structuredClone(b, { transfer: [b] }); return 65 });
