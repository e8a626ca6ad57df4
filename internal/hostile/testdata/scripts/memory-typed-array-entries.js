// verdict: overrun
Object.entries(new Uint8Array(6e7));
