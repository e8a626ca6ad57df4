// verdict: contained
const keep = []; for (;;) keep.push(new Uint8Array(1e7).fill(1));
