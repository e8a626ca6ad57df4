// verdict: contained
let n = 0; JSON.stringify({ toJSON() { return new Array(1e5).fill({ toJSON() { return 'x'.repeat(1e5) } }) } });
