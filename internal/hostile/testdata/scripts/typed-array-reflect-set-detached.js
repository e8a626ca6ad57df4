// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); Reflect.set(a, 5e5, { valueOf() { structuredClone(b, { transfer: [b] }); return 1 } }); Reflect.set({}, 5e5, 1, a); Object.defineProperty(a, 5e5, { value: { valueOf() { return 1 } } });
