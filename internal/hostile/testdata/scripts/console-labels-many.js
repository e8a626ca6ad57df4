// verdict: contained
for (let n = 0; ; n++) { console.count('l' + n); console.time('t' + n) }
