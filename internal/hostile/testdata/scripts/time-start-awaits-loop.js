// verdict: contained
// where: start
for (;;) await null;
