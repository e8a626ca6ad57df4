// verdict: contained
crypto.getRandomValues(new Uint8Array(1e6));
