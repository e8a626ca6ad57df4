// verdict: contained
clearTimeout({ valueOf() { for (;;) ; } });
