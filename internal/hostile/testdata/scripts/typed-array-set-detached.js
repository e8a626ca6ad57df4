// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); a.set({ length: 1e6, get 0() { return { valueOf() { structuredClone(b, { transfer: [b] }); return 1 } } } });
