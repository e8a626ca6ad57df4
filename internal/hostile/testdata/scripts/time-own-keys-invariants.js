// verdict: contained
const t = {}; for (let n = 0; n < 5e4; n++) t["k" + n] = n; const keys = Object.keys(t).reverse(); Object.preventExtensions(t); Reflect.ownKeys(new Proxy(t, { ownKeys: () => keys }));
