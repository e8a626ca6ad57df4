// verdict: contained
// afterwards: any
Object.defineProperty(globalThis, 'require', { get() { for (;;) ; } }); Object.defineProperty(globalThis, 'module', { set() { for (;;) ; } });
