// verdict: contained
setTimeout(() => {}, { valueOf() { for (;;) ; } });
