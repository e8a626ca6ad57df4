// verdict: contained
// afterwards: any
for (const k of ['get', 'set', 'append', 'has', 'forEach', Symbol.iterator]) Headers.prototype[k] = () => { for (;;) ; }; new Response('x', { headers: new Headers({ a: 'b' }) });
