// verdict: contained
eval('a = (1) / ' + '('.repeat(2e5) + ' / 1');
