// verdict: contained
throw new Error('x'.repeat(6e7));
