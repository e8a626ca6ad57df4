// verdict: contained
((a = (() => { for (;;) ; })()) => a)();
