// verdict: contained
const b = new ArrayBuffer(4e6); Float64Array.of.call(function () { return new Float64Array(b) }, ...new Array(2e5).fill(7), { valueOf() { structuredClone(b, { transfer: [b] }); return 1 } }, ...new Array(1e5).fill(7));
