// verdict: contained
for (;;) try { await null; for (;;) ; } catch { }
