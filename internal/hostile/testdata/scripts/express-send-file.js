// verdict: contained
res.sendFile('../../../../etc/passwd', { root: '/' }, e => { if (!e) for (;;) ; });
