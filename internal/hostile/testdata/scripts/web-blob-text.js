// verdict: contained
let b = new Blob(['x'.repeat(1e6)]); for (let n = 0; n < 10; n++) b = new Blob([b, b]); await b.text();
