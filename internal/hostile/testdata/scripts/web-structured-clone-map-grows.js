// verdict: contained
const m = new Map(); m.set({ get x() { m.set({}, 1); return 1 } }, 1); for (let n = 0; n < 10; n++) m.set({ get x() { for (let i = 0; i < 10; i++) m.set({}, 1); return 1 } }, 1); structuredClone(m);
