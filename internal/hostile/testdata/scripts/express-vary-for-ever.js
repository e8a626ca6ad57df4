// verdict: contained
for (let n = 0; ; n++) res.vary('field' + n);
