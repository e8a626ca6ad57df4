// verdict: contained
eval('!'.repeat(5e6) + '1');
