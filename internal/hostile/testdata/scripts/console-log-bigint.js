// verdict: contained
console.log(1n << 30000000n);
