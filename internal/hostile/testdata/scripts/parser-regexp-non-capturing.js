// verdict: contained
new RegExp('(?:'.repeat(3e5) + 'a' + ')*'.repeat(3e5));
