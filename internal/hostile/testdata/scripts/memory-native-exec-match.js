// verdict: overrun
const r = /a/g; r.exec = Object; r[Symbol.match]("xyz");
