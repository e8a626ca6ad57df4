// verdict: contained
let e = null; for (;;) e = new Error('x', { cause: e });
