// verdict: contained
eval('1+'.repeat(1e6) + '1');
