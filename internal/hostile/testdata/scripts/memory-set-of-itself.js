// verdict: contained
const s = new Set([1]); let n = 1; for (const x of s) s.add(n++);
