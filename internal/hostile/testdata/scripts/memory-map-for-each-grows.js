// verdict: contained
const m = new Map([[1, 1]]); m.forEach((v, k) => m.set(k + 1, v));
