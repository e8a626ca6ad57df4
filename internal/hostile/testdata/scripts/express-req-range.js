// verdict: contained
req.headers.range = 'bytes=' + '0-1,'.repeat(1e6); req.range(1e9); res.send('x');
