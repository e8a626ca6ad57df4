// verdict: contained
for (let n = 0; ; n++) new RegExp('(?:a|b' + n + '){1,500}'.repeat(20));
