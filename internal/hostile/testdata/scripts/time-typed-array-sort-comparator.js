// verdict: contained
new Uint8Array(1e6).sort(() => { for (;;) ; });
