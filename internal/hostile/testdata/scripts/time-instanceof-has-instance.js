// verdict: contained
({}) instanceof { [Symbol.hasInstance]() { for (;;) ; } };
