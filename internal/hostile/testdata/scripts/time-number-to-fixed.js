// verdict: contained
for (;;) (1e300).toFixed(100);
