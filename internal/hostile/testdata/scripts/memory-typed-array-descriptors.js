// verdict: overrun
Object.getOwnPropertyDescriptors(new Uint8Array(6e7));
