// verdict: contained
throw new Uint8Array(5e7);
