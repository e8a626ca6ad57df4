// verdict: contained
const u = new Uint8Array(3e7), keep = []; for (;;) keep.push(u.slice());
