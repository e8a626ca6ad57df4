// verdict: contained
let f = () => 1; for (;;) f = f.bind(null, ...new Array(1e4).fill(1));
