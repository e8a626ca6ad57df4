// verdict: contained
// afterwards: any
globalThis.Symbol = globalThis.Object = globalThis.Array = globalThis.Error = globalThis.Promise = globalThis.Uint8Array = globalThis.Map = null; res.json({ a: 1 });
