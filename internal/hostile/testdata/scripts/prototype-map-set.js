// verdict: contained
// afterwards: any
for (const c of [Map, Set, WeakMap]) for (const k of ['get', 'set', 'has', 'add', 'delete']) if (c.prototype[k]) c.prototype[k] = () => { for (;;) ; }; structuredClone(new Map([[1, 2]])); console.log(new Map([[1, 2]]));
