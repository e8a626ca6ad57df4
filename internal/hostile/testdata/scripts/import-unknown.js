// verdict: contained
for (let n = 0; ; n++) try { await import('./nothing' + n) } catch { }
