// verdict: contained
const a = new Array(1e6).fill(0); for (const keep = []; ;) keep.push(Object.groupBy(a, (_, n) => n));
