// verdict: contained
new RegExp('(?:' + 'a?'.repeat(500) + '){100}b').test('a'.repeat(1e5));
