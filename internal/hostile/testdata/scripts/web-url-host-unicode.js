// verdict: contained
new URL('http://' + 'ü'.repeat(1e6) + '.com/');
