// verdict: contained
// quick: yes
for (;;) {}
