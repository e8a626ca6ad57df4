// verdict: contained
eval('1,'.repeat(2e6) + '1');
