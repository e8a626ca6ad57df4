// verdict: contained
// quick: yes
new Array(2 ** 32 - 1).fill(0);
