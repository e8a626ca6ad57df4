// verdict: contained
res.cookie('a', 'b', { encode() { for (;;) ; } });
