// verdict: contained
const keep = []; for (let n = 0; ; n++) keep.push({ n, a: [n], b: { n } });
