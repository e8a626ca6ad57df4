// verdict: contained
// afterwards: any
const express = require('express'); app.use(express.json({ reviver() { for (;;) ; } })); app.all('/j', (q, s) => s.json(q.body)); req.url = '/j'; app.handle(req, res, () => {});
