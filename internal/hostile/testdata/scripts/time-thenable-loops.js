// verdict: contained
await { then() { for (;;) ; } };
