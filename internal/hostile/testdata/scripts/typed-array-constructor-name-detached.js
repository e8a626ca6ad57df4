// verdict: contained
const b = new ArrayBuffer(5e7), from = new BigInt64Array(b, 0x400000, 4);
class Big extends BigUint64Array { static get name() { b.transfer(); return "Big" } } res.send(String(new Big(from)));
