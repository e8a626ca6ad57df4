// verdict: contained
console.table(new Array(1e6).fill({ a: 1, b: 2 }));
