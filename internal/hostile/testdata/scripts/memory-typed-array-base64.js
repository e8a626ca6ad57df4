// verdict: contained
Uint8Array.fromBase64('A'.repeat(2 ** 30));
