// verdict: contained
eval('{} /"/.test(1);' + '('.repeat(2e5));
