// verdict: contained
// afterwards: any
for (const c of [Array, Map, Set, RegExp, ArrayBuffer, Promise]) Object.defineProperty(c, Symbol.species, { get() { for (;;) ; } }); [1].map(x => x); new Uint8Array(2).buffer.slice(0); await null;
