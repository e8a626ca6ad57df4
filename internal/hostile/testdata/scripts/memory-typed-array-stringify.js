// verdict: overrun
JSON.stringify(new Uint8Array(6e7));
