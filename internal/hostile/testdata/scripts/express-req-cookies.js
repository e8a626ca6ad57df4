// verdict: contained
req.headers.cookie = 'a=b;'.repeat(2e6); req.cookies; res.send('x');
