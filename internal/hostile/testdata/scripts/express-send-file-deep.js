// verdict: contained
res.sendFile('a/'.repeat(1e6));
