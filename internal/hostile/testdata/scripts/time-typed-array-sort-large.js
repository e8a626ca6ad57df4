// verdict: contained
const a = new Float64Array(8e6).map(() => Math.random()); for (;;) a.sort();
