// verdict: contained
const e = new Error('x'); e.name = 'n'.repeat(6e7); throw e;
