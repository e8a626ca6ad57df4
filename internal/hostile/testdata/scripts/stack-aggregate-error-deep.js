// verdict: contained
let e = new Error('x'); for (let n = 0; n < 1e5; n++) e = new AggregateError([e], 'x'); throw e;
