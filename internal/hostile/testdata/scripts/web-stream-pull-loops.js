// verdict: contained
new ReadableStream({ pull() { for (;;) ; } }).getReader().read(); await null;
