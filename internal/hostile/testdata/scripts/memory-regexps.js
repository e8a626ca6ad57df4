// verdict: contained
const keep = []; for (let n = 0; ; n++) keep.push(new RegExp('a' + n));
