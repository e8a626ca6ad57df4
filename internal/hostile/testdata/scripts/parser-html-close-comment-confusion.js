// verdict: contained
eval('1\n--> "\n' + '('.repeat(2e5));
