// verdict: contained
const b = new ArrayBuffer(5e7); class A extends Uint8Array { static get [Symbol.species]() { return function () { return new Uint8Array(b, 3e7) } } }
new A(1e7).map((v, n) => { if (n === 0) b.transfer(); return 65 });
