// verdict: contained
for (let n = 0; ; n++) Symbol.for('k' + n);
