// verdict: contained
// where: start
if (/^(?=a)(a+)+$/.test("a".repeat(40) + "!")) throw 1
