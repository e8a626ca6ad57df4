// verdict: contained
const d = new TextDecoder(), b = new Uint8Array(1e6).fill(0xe2); for (;;) d.decode(b, { stream: true });
