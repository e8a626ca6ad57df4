// verdict: contained
// afterwards: any
for (let n = 0; n < 1e5; n++) app.use((q, s, next) => next()); app.handle(req, res, () => {});
