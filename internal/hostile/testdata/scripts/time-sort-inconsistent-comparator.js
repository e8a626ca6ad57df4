// verdict: contained
const a = Array.from({ length: 1e5 }, (_, n) => n); for (;;) a.sort(() => Math.random() - 0.5);
