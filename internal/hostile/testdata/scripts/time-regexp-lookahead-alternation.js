// verdict: contained
/^(?:(?=a)a|aa|aaa)*$/.test('a'.repeat(80) + 'b');
