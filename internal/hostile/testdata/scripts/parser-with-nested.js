// verdict: contained
eval('with(a)'.repeat(5e5) + ';');
