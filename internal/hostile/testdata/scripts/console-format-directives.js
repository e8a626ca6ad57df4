// verdict: contained
console.log('%s'.repeat(1e6), ...new Array(1e5).fill('x'.repeat(1e4)));
