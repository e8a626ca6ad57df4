// verdict: contained
await { get then() { for (;;) ; } };
