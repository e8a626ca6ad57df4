// verdict: contained
new URL('http://[' + ':'.repeat(1e6) + ']/');
