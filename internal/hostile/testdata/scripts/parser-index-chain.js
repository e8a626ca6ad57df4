// verdict: contained
eval('a' + '[0]'.repeat(1e6));
