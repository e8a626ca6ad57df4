// verdict: contained
let o = {}; for (let n = 0; ; n++) { o = { ...o, ['k' + n]: o } }
