// verdict: contained
const r = /a/; r.exec = r.test; r.test("a");
