// verdict: overrun
for (const keep = []; ;) keep.push('a'.repeat(5e6).match(/./g));
