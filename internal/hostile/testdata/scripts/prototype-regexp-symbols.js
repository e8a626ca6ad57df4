// verdict: contained
// afterwards: any
for (const s of ['match', 'replace', 'search', 'split']) RegExp.prototype[Symbol[s]] = () => { for (;;) ; }; res.redirect('/x');
