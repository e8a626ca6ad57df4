// verdict: contained
res.set('a\r\nb', 'c').send('x');
