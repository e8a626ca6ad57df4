// verdict: contained
app.handle(req, res, function next() { app.handle(req, res, next) });
