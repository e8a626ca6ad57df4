// verdict: contained
new RegExp('a'.repeat(3e7));
