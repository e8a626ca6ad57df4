// verdict: contained
const keep = []; for (;;) keep.push(crypto.randomUUID());
