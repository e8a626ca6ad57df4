// verdict: overrun
/^(?=a)(a+)+$/.exec('a'.repeat(40) + '!');
