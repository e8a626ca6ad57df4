// verdict: contained
const p = new URLSearchParams('b=1&a=2&'.repeat(5e5)); for (;;) p.sort();
