// verdict: contained
eval('x={a:'.repeat(5e5));
