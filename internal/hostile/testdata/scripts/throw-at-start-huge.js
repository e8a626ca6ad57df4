// verdict: contained
// where: start
throw new Error('x'.repeat(6e7));
