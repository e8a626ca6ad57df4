// verdict: contained
eval('a=>'.repeat(1e6));
