// verdict: contained
res.set('a', 'b\r\nSet-Cookie: a=b').send('x');
