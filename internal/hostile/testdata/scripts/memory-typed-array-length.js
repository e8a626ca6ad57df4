// verdict: contained
// quick: yes
new Float64Array(2 ** 31);
