// verdict: contained
req.headers.accept = 'a/b;q=0.5,'.repeat(1e6); req.accepts('json'); res.send('x');
