// verdict: contained
let o = {}; for (let n = 0; n < 300; n++) { o = Object.create(o); for (let k = 0; k < 300; k++) o["k" + n + "_" + k] = 1 } for (const k in o) ; for (;;) for (const k in o) ;
