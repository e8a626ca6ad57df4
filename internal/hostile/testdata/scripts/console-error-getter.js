// verdict: contained
console.error(Object.defineProperty(new Error('x'), 'stack', { get() { for (;;) ; } }));
