// verdict: contained
req.url = { toString() { for (;;) ; } }; app.handle(req, res, () => res.send('x'));
