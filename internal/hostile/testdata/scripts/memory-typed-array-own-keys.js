// verdict: overrun
Reflect.ownKeys(new Uint8Array(6e7));
