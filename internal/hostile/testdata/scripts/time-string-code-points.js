// verdict: contained
for (const c of 'é'.repeat(3e7)) ;
