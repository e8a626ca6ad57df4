// verdict: contained
eval('function f(){'.repeat(3e5));
