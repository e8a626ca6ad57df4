// verdict: contained
eval('try{'.repeat(3e5));
