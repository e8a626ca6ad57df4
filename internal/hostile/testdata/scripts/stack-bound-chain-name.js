// verdict: contained
let f = function () {}; for (let n = 0; n < 1e5; n++) f = f.bind(null); f.name.length;
