// verdict: contained
// afterwards: any
const express = require('express'); let r = express.Router(); r.use((q, s, n) => n()); for (let n = 0; n < 1e4; n++) { const o = express.Router(); o.use(r); r = o } app.use('/deep', r); req.url = '/deep'; app.handle(req, res, () => res.send('x'));
