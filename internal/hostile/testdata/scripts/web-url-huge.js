// verdict: contained
new URL('http://example.com/' + 'a/'.repeat(2e7));
