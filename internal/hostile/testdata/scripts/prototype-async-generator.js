// verdict: contained
// afterwards: any
const p = Object.getPrototypeOf((async function* () {})()); Object.getPrototypeOf(p).next = () => { for (;;) ; }; for await (const x of (async function* () { yield 1 })()) ;
