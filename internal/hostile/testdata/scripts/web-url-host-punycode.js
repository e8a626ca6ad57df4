// verdict: contained
new URL('http://xn--' + 'a'.repeat(2e5) + '-9'.repeat(1e5) + '.com/');
