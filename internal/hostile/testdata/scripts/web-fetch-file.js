// verdict: contained
await fetch('file:///etc/passwd').then(r => r.text()).then(t => { for (;;) ; }, () => {});
