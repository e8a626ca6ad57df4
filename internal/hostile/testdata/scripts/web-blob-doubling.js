// verdict: contained
let b = new Blob(['x']); for (;;) b = new Blob([b, b]);
