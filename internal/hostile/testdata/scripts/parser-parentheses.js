// verdict: contained
// quick: yes
eval('('.repeat(127 * 1024));
