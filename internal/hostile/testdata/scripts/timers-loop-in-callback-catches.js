// verdict: contained
setTimeout(() => { for (;;) try { for (;;) ; } catch { } }, 1); await new Promise(() => {});
