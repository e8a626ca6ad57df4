// verdict: contained
new Array(1e6).fill(1e20).toLocaleString();
