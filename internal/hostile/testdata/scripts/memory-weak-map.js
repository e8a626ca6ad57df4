// verdict: contained
const w = new WeakMap(), keep = []; for (;;) { const o = {}; keep.push(o); w.set(o, o) }
