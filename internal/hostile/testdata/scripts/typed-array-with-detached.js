// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); a.with(9e5, { valueOf() { structuredClone(b, { transfer: [b] }); return 1e5 } });
