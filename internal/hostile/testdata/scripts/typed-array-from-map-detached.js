// verdict: contained
const b = new ArrayBuffer(4e6); Float64Array.from.call(function () { return new Float64Array(b) }, { length: 3e5 }, (v, n) => { if (n === 2e5) b.transfer(); return n });
