// verdict: contained
new Uint8Array(2 ** 53 - 1);
