// verdict: contained
new URL({ toString() { for (;;) ; } });
