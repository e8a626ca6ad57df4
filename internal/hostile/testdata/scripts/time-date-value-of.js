// verdict: contained
new Date({ valueOf() { for (;;) ; } });
