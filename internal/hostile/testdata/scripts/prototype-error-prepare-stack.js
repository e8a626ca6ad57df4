// verdict: contained
// afterwards: any
Error.prepareStackTrace = () => { for (;;) ; }; throw new Error('x');
