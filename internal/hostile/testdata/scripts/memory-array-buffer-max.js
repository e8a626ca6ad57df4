// verdict: contained
new ArrayBuffer(2 ** 53 - 1);
