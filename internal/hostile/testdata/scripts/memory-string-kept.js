// verdict: contained
const keep = []; for (let n = 0; ; n++) keep.push('x'.repeat(1e6) + n);
