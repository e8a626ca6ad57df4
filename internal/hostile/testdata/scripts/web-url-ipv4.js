// verdict: contained
new URL('http://' + '1.'.repeat(1e6) + '1/');
