// verdict: contained
let o = 1; for (let n = 0; n < 900; n++) o = [o, n]; JSON.stringify(new Array(1e5).fill(o), null, '          ');
