// verdict: contained
const a = new Array(1e6).fill(0); for (;;) a.splice(0, 0, ...a);
