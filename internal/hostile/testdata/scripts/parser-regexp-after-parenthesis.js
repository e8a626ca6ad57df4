// verdict: contained
eval('if (1) /"/.test(1);' + '('.repeat(2e5));
