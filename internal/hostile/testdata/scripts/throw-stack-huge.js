// verdict: contained
const e = new Error('x'); e.stack = 'at f (a.js:1:1)\n'.repeat(3e6); throw e;
