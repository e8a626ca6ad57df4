// verdict: contained
// afterwards: any
for (;;) { res.write('x'.repeat(1e5)); await null }
