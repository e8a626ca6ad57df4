// verdict: contained
for (;;) req.get('x'.repeat(1e7));
