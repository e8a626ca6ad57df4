// verdict: contained
'a'.repeat(1e6).match(new RegExp('(a)'.repeat(1000), 'g'));
