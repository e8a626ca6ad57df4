// verdict: contained
eval('// x\u2028' + '('.repeat(2e5));
