// verdict: contained
let o = {}; for (let n = 0; n < 3e6; n++) o = Object.create(o); 'x' in o;
