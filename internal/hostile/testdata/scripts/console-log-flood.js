// verdict: contained
for (;;) console.log('x'.repeat(16000));
