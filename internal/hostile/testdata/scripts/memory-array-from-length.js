// verdict: contained
// quick: yes
Array.from({ length: 2 ** 40 });
