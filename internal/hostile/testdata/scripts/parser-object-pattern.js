// verdict: contained
eval('var ' + '{a:'.repeat(3e5));
