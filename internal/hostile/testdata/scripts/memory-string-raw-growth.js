// verdict: contained
const s = 'x'.repeat(1e6); String.raw({ raw: new Array(1e5).fill(s) });
