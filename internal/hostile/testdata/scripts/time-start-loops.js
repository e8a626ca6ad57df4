// verdict: contained
// where: start
// quick: yes
for (;;) ;
