// verdict: contained
// quick: yes
new URL('http://example.com/' + 'a/'.repeat(2e7));
