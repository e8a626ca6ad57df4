// verdict: contained
res.type('x'.repeat(6e7)).send('x');
