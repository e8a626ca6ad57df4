// verdict: contained
await fetch('data:text/plain,' + 'x'.repeat(5e7)).then(r => r.text(), () => {});
