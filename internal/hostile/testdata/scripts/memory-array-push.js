// verdict: contained
const a = []; for (;;) a.push(a.length);
