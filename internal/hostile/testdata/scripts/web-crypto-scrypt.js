// verdict: contained
const { scrypt, scryptSync } = require('node:crypto'); scryptSync?.('p', 's', 64, { N: 2 ** 24, r: 8, p: 1, maxmem: 2 ** 40 });
