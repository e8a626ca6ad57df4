// verdict: contained
await fetch('http://127.0.0.1/' + 'x'.repeat(6e7)).catch(() => {});
