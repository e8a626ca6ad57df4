// verdict: contained
res.status({ valueOf() { for (;;) ; } }).send('x');
