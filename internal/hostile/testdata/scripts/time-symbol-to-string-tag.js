// verdict: contained
Object.prototype.toString.call({ get [Symbol.toStringTag]() { for (;;) ; } });
