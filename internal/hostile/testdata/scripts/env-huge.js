// verdict: contained
const { env } = require('hbf:env'); for (let n = 0; ; n++) env['k' + n] = 'x'.repeat(1000);
