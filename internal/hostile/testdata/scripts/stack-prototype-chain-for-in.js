// verdict: contained
let o = { a: 1 }; for (let n = 0; n < 3e6; n++) o = Object.create(o); for (const k in o) ;
