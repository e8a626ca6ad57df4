// verdict: contained
/^(.*)*\1{20}$/.test('ab'.repeat(60) + 'c');
