// verdict: contained
for (let n = 0; n < 1e4; n++) crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-521' }, true, ['sign']); await new Promise(() => {});
