// verdict: contained
const b = new ArrayBuffer(8, { maxByteLength: 2 ** 40 }); if (b.resize) b.resize(2 ** 35);
