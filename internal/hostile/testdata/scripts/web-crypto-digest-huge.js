// verdict: contained
const b = new Uint8Array(6e7); for (let n = 0; n < 1000; n++) crypto.subtle.digest('SHA-512', b); await new Promise(() => {});
