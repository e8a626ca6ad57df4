// verdict: contained
eval('if(a)'.repeat(1e6) + ';');
