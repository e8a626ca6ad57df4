// verdict: contained
const keep = [], b = new ArrayBuffer(3e7); for (;;) keep.push(b.slice(0));
