// verdict: contained
// quick: yes
1n << 2n ** 36n;
