// verdict: contained
res.render('x', { get settings() { for (;;) ; } });
