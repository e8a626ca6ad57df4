// verdict: contained
eval('<!-- "\n' + '('.repeat(2e5));
