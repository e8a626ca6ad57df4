// verdict: contained
new Headers({ a: 'x'.repeat(6e7) });
