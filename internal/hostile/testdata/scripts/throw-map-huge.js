// verdict: contained
throw new Map(Array.from({ length: 1e5 }, (_, n) => [n, 'x'.repeat(100)]));
