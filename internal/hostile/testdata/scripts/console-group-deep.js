// verdict: contained
for (let n = 0; n < 1e6; n++) console.group(); console.log('x\n'.repeat(1e4));
