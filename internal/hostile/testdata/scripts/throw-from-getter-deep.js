// verdict: contained
const f = n => { if (n) f(n - 1); throw new Error('x'.repeat(1e5)) }; for (let n = 0; n < 100; n++) try { f(1900) } catch { }
