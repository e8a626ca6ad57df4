// verdict: contained
const e = require('hbf:events'); for (let n = 0; ; n++) e.publish?.('c', 'x'.repeat(1e5)) ?? n;
