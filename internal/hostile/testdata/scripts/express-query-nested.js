// verdict: contained
const qs = '?' + 'a' + '[b]'.repeat(1e5) + '=1'; req.url = '/attack' + qs; req.query; res.send('x');
