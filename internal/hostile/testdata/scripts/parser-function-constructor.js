// verdict: contained
// quick: yes
new Function('('.repeat(127 * 1024));
