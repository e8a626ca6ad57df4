// verdict: contained
const r = /(a+)+$/g; r.lastIndex = 1; r.test('a'.repeat(50) + '!');
