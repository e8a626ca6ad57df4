// verdict: contained
for (let n = 0; n < 20; n++) console.log('x'.repeat(3e7));
