// verdict: contained
await crypto.subtle.importKey('jwk', { kty: 'oct', k: 'A'.repeat(5e7) }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']).catch(() => {});
