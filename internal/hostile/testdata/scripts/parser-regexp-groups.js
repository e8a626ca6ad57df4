// verdict: contained
new RegExp('('.repeat(1e6));
