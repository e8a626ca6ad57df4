// verdict: contained
res.on?.('finish', () => { for (;;) ; }); res.send('x'); await null;
