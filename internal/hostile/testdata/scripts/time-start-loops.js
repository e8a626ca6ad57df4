// verdict: contained
// where: start
for (;;) ;
