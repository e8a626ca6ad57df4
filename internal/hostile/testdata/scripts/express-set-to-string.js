// verdict: contained
res.set('a', { toString() { for (;;) ; } });
