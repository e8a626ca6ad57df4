// verdict: contained
new RegExp('a' + '*'.repeat(1e6));
