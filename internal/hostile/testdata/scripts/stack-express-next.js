// verdict: contained
const handler = app; let n = 0; req.url = '/attack'; handler.handle(req, res, () => {});
