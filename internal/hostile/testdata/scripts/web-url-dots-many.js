// verdict: contained
new URL('http://example.com/' + 'a/'.repeat(1e6) + '../'.repeat(1e6));
