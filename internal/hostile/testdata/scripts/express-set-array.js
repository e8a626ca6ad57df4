// verdict: contained
res.set('a', new Array(1e6).fill('x'.repeat(100)));
