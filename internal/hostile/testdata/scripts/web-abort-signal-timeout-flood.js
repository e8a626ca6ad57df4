// verdict: contained
for (;;) AbortSignal.timeout(1e6);
