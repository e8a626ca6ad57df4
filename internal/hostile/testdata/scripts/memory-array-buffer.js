// verdict: contained
new ArrayBuffer(2 ** 33);
