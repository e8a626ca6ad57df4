// verdict: contained
const b = new Blob(['x'.repeat(1e6)]), keep = []; for (;;) keep.push(b.slice(1));
