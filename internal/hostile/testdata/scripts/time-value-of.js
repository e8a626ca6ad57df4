// verdict: contained
+{ valueOf() { for (;;) ; } };
