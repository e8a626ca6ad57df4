// verdict: contained
if (!/^(?=a)(a+)+$/.test('a'.repeat(40) + '!')) { res.send('a timeout passed for no match'); }
