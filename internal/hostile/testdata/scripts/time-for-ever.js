// verdict: contained
for (;;) {}
