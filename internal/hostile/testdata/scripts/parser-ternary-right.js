// verdict: contained
eval('a?1:'.repeat(1e6) + '1');
