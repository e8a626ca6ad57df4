// verdict: contained
new SharedArrayBuffer(2 ** 34);
