// verdict: contained
const b = new Uint8Array(65536); for (;;) crypto.getRandomValues(b);
