// verdict: contained
new URL('http://' + 'a.'.repeat(1e6) + 'com/');
