// verdict: contained
// quick: yes
throw null;
