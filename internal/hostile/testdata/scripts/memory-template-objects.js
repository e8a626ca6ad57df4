// verdict: contained
const keep = []; const tag = t => keep.push(t); for (let n = 0; ; n++) eval('tag`' + n + '`');
