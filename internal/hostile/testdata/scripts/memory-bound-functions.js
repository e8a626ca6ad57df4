// verdict: contained
let f = () => 1; for (;;) f = f.bind(null, f);
