// verdict: contained
for (let n = 0; n < 1e5; n++) res.end('x');
