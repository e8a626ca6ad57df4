// verdict: contained
// quick: yes
2n ** 100000000n;
