// verdict: contained
const r = /a/g; r.lastIndex = { valueOf() { for (;;) ; } }; r.test('a');
