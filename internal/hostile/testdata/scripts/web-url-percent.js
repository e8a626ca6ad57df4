// verdict: contained
new URL('http://example.com/?' + '%'.repeat(2e7));
