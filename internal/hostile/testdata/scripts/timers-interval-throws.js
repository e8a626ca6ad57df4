// verdict: contained
setInterval(() => { throw new Error('x'.repeat(1e6)) }, 1); await new Promise(() => {});
