// verdict: contained
eval('a?'.repeat(5e5) + '1' + ':1'.repeat(5e5));
