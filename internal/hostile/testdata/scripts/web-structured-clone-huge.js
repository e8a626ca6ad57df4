// verdict: contained
const b = new Uint8Array(3e7), keep = []; for (;;) keep.push(structuredClone(b));
