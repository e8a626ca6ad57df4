// verdict: contained
let s = 'x'; for (let n = 0; n < 40; n++) s = s.repeat(2);
