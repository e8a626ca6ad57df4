// verdict: contained
new RegExp('('.repeat(5e5) + ')'.repeat(5e5));
