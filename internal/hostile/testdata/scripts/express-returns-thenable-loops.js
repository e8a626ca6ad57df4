// verdict: contained
return { then() { for (;;) ; } };
