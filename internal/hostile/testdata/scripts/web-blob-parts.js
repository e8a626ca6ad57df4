// verdict: contained
const b = new Blob(['x'.repeat(1e7)]); new Blob(new Array(1000).fill(b));
