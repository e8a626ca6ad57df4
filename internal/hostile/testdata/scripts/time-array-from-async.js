// verdict: contained
await Array.fromAsync({ length: 2 ** 53 - 1 });
