// verdict: contained
Math.max.apply(null, { length: 1e9 });
