// verdict: contained
new ReadableStream({ cancel() { for (;;) ; } }).cancel(); await null;
