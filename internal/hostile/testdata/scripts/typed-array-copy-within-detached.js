// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); a.copyWithin(0, 10, { valueOf() { structuredClone(b, { transfer: [b] }); return 1e5 } });
