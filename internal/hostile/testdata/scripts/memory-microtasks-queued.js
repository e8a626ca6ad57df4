// verdict: contained
for (;;) queueMicrotask(() => 1);
