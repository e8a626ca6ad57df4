// verdict: contained
new Uint32Array({ length: 2 ** 32 });
