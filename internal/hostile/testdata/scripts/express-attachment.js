// verdict: contained
res.attachment('x'.repeat(6e7)).send('x');
