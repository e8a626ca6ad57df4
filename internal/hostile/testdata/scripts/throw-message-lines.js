// verdict: contained
throw new Error('x\n'.repeat(3e7));
