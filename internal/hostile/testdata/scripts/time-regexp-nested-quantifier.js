// verdict: overrun
// quick: yes
/^(?=a)(a+)+$/.test('a'.repeat(40) + '!');
