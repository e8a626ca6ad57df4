// verdict: contained
new Array(1e6).join('x'.repeat(1e6));
