// verdict: contained
let f = () => 1; for (let n = 0; n < 3e6; n++) f = f.bind(null); f();
