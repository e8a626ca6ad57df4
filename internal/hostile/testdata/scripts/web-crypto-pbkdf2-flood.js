// verdict: contained
const k = await crypto.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits']); for (let n = 0; n < 1e4; n++) crypto.subtle.deriveBits({ name: 'PBKDF2', salt: new Uint8Array(8), iterations: 1e5, hash: 'SHA-512' }, k, 256); await new Promise(() => {});
