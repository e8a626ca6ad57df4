// verdict: contained
new Array(1e6).fill('x'.repeat(1e6)).join('');
