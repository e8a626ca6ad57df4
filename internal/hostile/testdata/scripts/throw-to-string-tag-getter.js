// verdict: contained
throw { get [Symbol.toStringTag]() { for (;;) ; } };
