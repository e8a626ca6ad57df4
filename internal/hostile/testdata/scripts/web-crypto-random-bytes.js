// verdict: contained
const { randomBytes } = require('node:crypto'); randomBytes?.(2 ** 31 - 1);
