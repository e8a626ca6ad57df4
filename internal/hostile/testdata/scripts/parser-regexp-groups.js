// verdict: contained
// quick: yes
new RegExp('('.repeat(1e6));
