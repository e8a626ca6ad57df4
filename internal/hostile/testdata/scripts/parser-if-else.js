// verdict: contained
eval('if(a);else '.repeat(1e6) + ';');
