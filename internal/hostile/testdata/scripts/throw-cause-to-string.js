// verdict: contained
throw new Error('a', { cause: { toString() { for (;;) ; } } });
