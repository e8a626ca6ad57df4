// verdict: contained
const s = 'b'.repeat(1e6); 'a'.repeat(1e6).replace(/a/g, () => s);
