// verdict: contained
for (let n = 0; ; n++) try { require('./nothing' + n) } catch { }
