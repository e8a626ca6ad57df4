// verdict: contained
new class { a = (() => { for (;;) ; })() };
