// verdict: contained
new TextDecoder('x'.repeat(6e7));
