// verdict: contained
const f = [].forEach, a = []; const g = f.bind(a, queueMicrotask); a[0] = g; queueMicrotask(g);
