// verdict: contained
new WritableStream({ write() { for (;;) ; } }).getWriter().write(1); await null;
