// verdict: contained
/^(?=a)(a+)+$/.test('a'.repeat(40) + '!');
