// verdict: contained
const keep = []; for (let n = 0; ; n++) keep.push((n / 3).toString(2));
