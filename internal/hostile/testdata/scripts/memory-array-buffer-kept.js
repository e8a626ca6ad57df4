// verdict: contained
const keep = []; for (;;) keep.push(new ArrayBuffer(1e7));
