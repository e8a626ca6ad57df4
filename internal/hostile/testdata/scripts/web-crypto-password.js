// verdict: contained
const c = require('hbf:crypto'); for (let n = 0; n < 1000; n++) Promise.resolve(c.hashPassword?.('x'.repeat(1e6))).catch(() => {}); await new Promise(() => {});
