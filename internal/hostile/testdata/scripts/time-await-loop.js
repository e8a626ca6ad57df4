// verdict: contained
for (;;) await null;
