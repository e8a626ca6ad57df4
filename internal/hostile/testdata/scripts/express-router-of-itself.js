// verdict: contained
// afterwards: any
const r = require('express').Router(); r.use(r); app.use('/self', r); req.url = '/self'; app.handle(req, res, () => res.send('x'));
