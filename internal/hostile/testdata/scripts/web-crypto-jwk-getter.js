// verdict: contained
await crypto.subtle.importKey('jwk', new Proxy({}, { get() { for (;;) ; } }), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
