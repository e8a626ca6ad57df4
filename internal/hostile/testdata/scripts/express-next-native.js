// verdict: contained
app.use("/n", (req, res, next) => queueMicrotask(next)); req.url = "/n"; for (let n = 0; n < 1e5; n++) app.use("/n", (req, res, next) => queueMicrotask(next)); app.handle(req, res);
