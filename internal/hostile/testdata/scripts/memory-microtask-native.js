// verdict: contained
const f = [].forEach, a = []; const g = f.bind(a, queueMicrotask); a[0] = a[1] = g; queueMicrotask(g);
