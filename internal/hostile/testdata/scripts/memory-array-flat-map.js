// verdict: contained
const a = new Array(1e6).fill(0); a.flatMap(() => a);
