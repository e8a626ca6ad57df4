// verdict: contained
res.redirect('/' + 'x'.repeat(6e7));
