// verdict: contained
const b = new ArrayBuffer(1e6), v = new DataView(b, 5e5); v.setFloat64(4e5, { valueOf() { structuredClone(b, { transfer: [b] }); return 1 } });
