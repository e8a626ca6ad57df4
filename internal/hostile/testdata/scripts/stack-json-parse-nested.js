// verdict: contained
// quick: yes
JSON.parse('['.repeat(1e7));
