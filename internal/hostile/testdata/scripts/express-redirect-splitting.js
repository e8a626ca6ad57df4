// verdict: contained
res.redirect('/\r\nSet-Cookie: a=b');
