// verdict: contained
for (;;) try { throw new Error('x') } catch { }
