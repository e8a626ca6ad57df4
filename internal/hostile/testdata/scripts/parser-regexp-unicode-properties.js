// verdict: contained
new RegExp('\\p{L}'.repeat(1e5), 'u');
