// verdict: contained
// quick: yes
''.padStart(2 ** 31, 'ab');
