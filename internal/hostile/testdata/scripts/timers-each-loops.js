// verdict: contained
for (let n = 0; n < 50; n++) setTimeout(() => { for (;;) ; }, n); await new Promise(r => setTimeout(r, 3000));
