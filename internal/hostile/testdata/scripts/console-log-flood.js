// verdict: contained
// quick: yes
for (;;) console.log('x'.repeat(16000));
