// verdict: contained
req.headers['if-none-match'] = '"a",'.repeat(3e6); res.set('etag', '"b"'); req.fresh; res.send('x');
