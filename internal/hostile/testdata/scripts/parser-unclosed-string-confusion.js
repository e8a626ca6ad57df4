// verdict: contained
eval('"\\" + ' + '('.repeat(2e5));
