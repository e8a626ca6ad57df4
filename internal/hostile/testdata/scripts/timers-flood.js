// verdict: contained
// quick: yes
for (;;) setTimeout(() => {}, 1);
