// verdict: contained
app.use((e, req, res, next) => { throw e }); throw new Proxy({}, { get() { throw 1 } });
