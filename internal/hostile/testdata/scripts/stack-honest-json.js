// verdict: contained
let o = null; for (let n = 0; n < 500; n++) o = { o }; if (!JSON.parse(JSON.stringify(o))) for (;;) ;
