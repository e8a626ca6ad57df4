// verdict: contained
for (const keep = []; ;) keep.push('ab'.repeat(4e6).split('b'));
