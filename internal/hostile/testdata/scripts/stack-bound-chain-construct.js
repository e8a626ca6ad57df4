// verdict: contained
let f = class {}; for (let n = 0; n < 2e6; n++) f = f.bind(null); new f();
