// verdict: contained
new RegExp('(a)' + '\\1'.repeat(1e5)).test('a'.repeat(1e5));
