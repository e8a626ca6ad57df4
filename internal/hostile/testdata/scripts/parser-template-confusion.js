// verdict: contained
eval('`a${`b${1}`}` + ' + '('.repeat(2e5));
