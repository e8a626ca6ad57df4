// verdict: contained
eval('var ' + '['.repeat(3e5));
