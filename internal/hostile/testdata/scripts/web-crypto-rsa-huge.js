// verdict: contained
await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 65536, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['sign']);
