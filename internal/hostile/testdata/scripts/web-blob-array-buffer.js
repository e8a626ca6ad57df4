// verdict: contained
let b = new Blob(['x'.repeat(1e6)]); for (let n = 0; n < 6; n++) b = new Blob([b, b]); const keep = []; for (;;) keep.push(await b.arrayBuffer());
