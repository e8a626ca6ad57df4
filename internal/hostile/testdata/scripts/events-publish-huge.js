// verdict: contained
const e = require('hbf:events'); let a = ['x']; for (let n = 0; n < 30; n++) a = [a, a]; e.publish?.('c', a);
