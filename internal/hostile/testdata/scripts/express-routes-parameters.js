// verdict: contained
// afterwards: any
for (let n = 0; n < 2000; n++) app.get('/:a{/:b}{/:c}{/:d}{/:e}' + n, () => 1); res.send('x');
