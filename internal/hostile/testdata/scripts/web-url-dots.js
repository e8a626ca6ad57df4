// verdict: contained
new URL('http://example.com/' + 'a/../'.repeat(1e6));
