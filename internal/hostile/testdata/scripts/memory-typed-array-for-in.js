// verdict: contained
for (const k in new Uint8Array(6e7)) ;
