// verdict: contained
console.log('%%'.repeat(2e7));
