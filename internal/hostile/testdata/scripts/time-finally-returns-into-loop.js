// verdict: contained
for (;;) { (() => { try { return 1 } finally { } })() }
