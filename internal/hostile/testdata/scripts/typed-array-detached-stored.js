// verdict: contained
const b = new ArrayBuffer(5e7), a = new Uint8Array(b, 0x400000, 100); b.transfer(); res.send(a);
