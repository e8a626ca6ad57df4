// verdict: contained
/(?<=(a+)+)b/.test('a'.repeat(60) + 'c');
