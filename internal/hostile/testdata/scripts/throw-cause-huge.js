// verdict: contained
throw new Error('a', { cause: 'x'.repeat(6e7) });
