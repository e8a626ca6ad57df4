// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); a.fill({ valueOf() { structuredClone(b, { transfer: [b] }); return 1 } });
