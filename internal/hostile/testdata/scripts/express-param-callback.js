// verdict: contained
// afterwards: any
app.param('id', () => { for (;;) ; }); app.all('/p/:id', () => 1); req.url = '/p/1'; app.handle(req, res, () => {});
