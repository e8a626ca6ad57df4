// verdict: contained
const keep = []; for (let n = 0; ; n++) keep.push(new RegExp('(?:x' + n + '{1000})'.repeat(30)));
