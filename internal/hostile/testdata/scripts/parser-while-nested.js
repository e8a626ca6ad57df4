// verdict: contained
eval('while(a)'.repeat(1e6) + ';');
