// verdict: overrun
const r = /a/g; r.exec = Object; r[Symbol.replace]("xyz", "");
