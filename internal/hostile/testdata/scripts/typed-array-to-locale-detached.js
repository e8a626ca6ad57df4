// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); Number.prototype.toLocaleString = () => { structuredClone(b, { transfer: [b] }); return 1 }; a.toLocaleString();
