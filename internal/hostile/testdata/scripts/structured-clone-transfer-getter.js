// verdict: contained
const b = new ArrayBuffer(1e6), a = new Uint8Array(b); try { structuredClone({ get x() { structuredClone(b, { transfer: [b] }); return a } }, { transfer: [b] }) } catch (e) { res.send(e.name) }
