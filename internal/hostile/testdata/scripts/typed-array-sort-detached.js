// verdict: contained
const a = new Float64Array(1e5).map((v, n) => -n); a.sort((x, y) => { structuredClone(a.buffer, { transfer: [a.buffer] }); return x - y });
