// verdict: contained
const f = () => new Uint8Array(1).map(f); f();
