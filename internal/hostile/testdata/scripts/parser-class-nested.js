// verdict: contained
eval('class A{m(){'.repeat(2e5));
