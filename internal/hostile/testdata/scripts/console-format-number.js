// verdict: contained
console.log('%d %i %f', { valueOf() { for (;;) ; } });
