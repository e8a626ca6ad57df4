// verdict: contained
const k = await crypto.subtle.importKey('raw', new Uint8Array(8), 'HKDF', false, ['deriveBits']); await crypto.subtle.deriveBits({ name: 'HKDF', salt: new Uint8Array(8), info: new Uint8Array(8), hash: 'SHA-256' }, k, 2 ** 33);
