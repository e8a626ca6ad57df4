// verdict: overrun
Object.values(new Uint8Array(6e7));
