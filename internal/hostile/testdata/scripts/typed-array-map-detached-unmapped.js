// verdict: contained
const b = new ArrayBuffer(5e7); class A extends Uint8Array { static get [Symbol.species]() { return function () { return new Uint8Array(b, 1e6) } } }
new A(1e5).map((v, n) => { if (n === 0) b.transfer(); return 65 });
