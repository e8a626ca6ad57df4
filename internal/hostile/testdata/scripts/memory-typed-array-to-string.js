// verdict: contained
String(new Uint8Array(6e7));
