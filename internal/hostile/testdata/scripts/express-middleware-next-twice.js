// verdict: contained
app.use((q, s, next) => { next(); next() }); for (let n = 0; n < 20; n++) app.use((q, s, next) => { next(); next() }); app.handle(req, res, () => {});
