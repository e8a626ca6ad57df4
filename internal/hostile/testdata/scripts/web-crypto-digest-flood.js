// verdict: contained
for (let n = 0; n < 1e5; n++) crypto.subtle.digest('SHA-256', new Uint8Array(1e5)); await new Promise(() => {});
