// verdict: contained
eval('for(;;)'.repeat(1e6) + ';');
