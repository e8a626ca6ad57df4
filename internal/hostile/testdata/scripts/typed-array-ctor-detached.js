// verdict: contained
const b = new ArrayBuffer(1e6); new Uint8Array(b, 0, { valueOf() { structuredClone(b, { transfer: [b] }); return 1e6 } }).fill(1);
