// verdict: contained
// afterwards: any
Error.stackTraceLimit = 1e9; Error.captureStackTrace = () => { for (;;) ; }; (function f(n) { if (n) f(n - 1); else throw new Error('x') })(1500);
