// verdict: contained
// afterwards: any
for (const o of [Object, Array, Function, Promise, String, RegExp, Error]) Object.freeze(o.prototype); Object.freeze(globalThis); res.json({ a: 1 });
