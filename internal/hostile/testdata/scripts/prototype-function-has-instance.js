// verdict: contained
// afterwards: any
Object.defineProperty(Function.prototype, Symbol.hasInstance, { value() { for (;;) ; } }); new Error() instanceof Error;
