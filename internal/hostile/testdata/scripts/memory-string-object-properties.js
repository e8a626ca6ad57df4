// verdict: contained
for (const keep = []; ;) keep.push(Object.keys(Object('x'.repeat(1e6))));
