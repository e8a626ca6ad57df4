// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); a.reduceRight((x, y) => { try { structuredClone(b, { transfer: [b] }) } catch {} return 1 });
