// verdict: contained
const a = new Float64Array(1e5).map((v, n) => -n); let n = 0; a.sort((x, y) => { if (n++ === 1000) structuredClone(a.buffer, { transfer: [a.buffer] }); return x - y });
