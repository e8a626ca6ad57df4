// verdict: contained
new Array(1e5).fill("x".repeat(1e6)).toLocaleString();
