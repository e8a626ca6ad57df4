// verdict: contained
const a = []; a[4294967290] = 1; Object.defineProperty(a, 3, { value: 1, configurable: false }); a.length = 0;
