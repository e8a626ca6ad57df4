// verdict: contained
// afterwards: any
for (let n = 0; n < 1e4; n++) app.use((e, q, s, next) => { throw e }); throw new Error('x');
