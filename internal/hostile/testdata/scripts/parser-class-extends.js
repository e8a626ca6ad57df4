// verdict: contained
eval('class A extends '.repeat(2e5));
