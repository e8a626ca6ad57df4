// verdict: contained
for (;;) res.append('a', 'x'.repeat(1e6));
