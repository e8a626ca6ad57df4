// verdict: contained
// quick: yes
'a'.repeat(2 ** 31);
