// verdict: overrun
Object.keys(new Uint8Array(6e7));
