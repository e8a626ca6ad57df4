// verdict: contained
const p = new Promise(() => {}); for (;;) p.then(() => 1);
