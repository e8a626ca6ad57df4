// verdict: contained
const w = new WeakMap(), keep = []; for (let n = 0; n < 3e5; n++) { const o = {}; keep.push(o); w.set(o, n) } for (;;) w.get(keep[0]);
