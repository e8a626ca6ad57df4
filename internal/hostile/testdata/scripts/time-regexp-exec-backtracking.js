// verdict: contained
/^(?=a)(a+)+$/.exec('a'.repeat(40) + '!');
