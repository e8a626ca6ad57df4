// verdict: contained
let s = '1'; for (let n = 0; n < 15; n++) s = 'eval(' + JSON.stringify(s) + ')'; eval(s);
