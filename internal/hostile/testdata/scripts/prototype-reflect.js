// verdict: contained
// afterwards: any
for (const k of Object.getOwnPropertyNames(Reflect)) Reflect[k] = () => { for (;;) ; }; res.json({ a: 1 });
