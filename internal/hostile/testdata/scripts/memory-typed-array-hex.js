// verdict: contained
new Uint8Array(6e7).toHex().repeat(10);
