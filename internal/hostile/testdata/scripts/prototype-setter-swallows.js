// verdict: contained
// afterwards: any
Object.defineProperty(Object.prototype, 'params', { set() { for (;;) ; } }); Object.defineProperty(Object.prototype, 'method', { set() { for (;;) ; } });
