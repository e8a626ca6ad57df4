// verdict: contained
new RegExp('(?='.repeat(5e5) + 'a' + ')'.repeat(5e5));
