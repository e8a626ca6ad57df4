// verdict: contained
// afterwards: any
for (const k of Object.getOwnPropertyNames(Object)) if (typeof Object[k] === 'function') Object[k] = () => { for (;;) ; }; res.json({ a: 1 });
