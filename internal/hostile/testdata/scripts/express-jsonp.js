// verdict: contained
req.query.callback = 'x'.repeat(6e7); res.jsonp({ a: 1 });
