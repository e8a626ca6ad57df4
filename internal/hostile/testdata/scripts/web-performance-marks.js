// verdict: contained
for (let n = 0; ; n++) performance.mark?.('m' + n) ?? performance.now();
