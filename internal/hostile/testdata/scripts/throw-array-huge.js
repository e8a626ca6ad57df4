// verdict: contained
throw new Array(1e6).fill('x'.repeat(1000));
