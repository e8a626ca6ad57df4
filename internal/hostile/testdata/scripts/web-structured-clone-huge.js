// verdict: contained
// quick: yes
const b = new Uint8Array(3e7), keep = []; for (;;) keep.push(structuredClone(b));
