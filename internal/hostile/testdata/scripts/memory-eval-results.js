// verdict: contained
const keep = []; for (let n = 0; ; n++) keep.push(eval('({ a: ' + n + ', f() {} })'));
