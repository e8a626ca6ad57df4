// verdict: contained
new Blob([], { type: { toString() { for (;;) ; } } });
