// verdict: contained
const b = new ArrayBuffer(8); if (b.transfer) b.transfer(2 ** 35);
