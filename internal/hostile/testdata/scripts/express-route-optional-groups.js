// verdict: contained
// afterwards: any
// quick: yes
app.get('/x' + '{/a'.repeat(5000) + '}'.repeat(5000), () => 1); res.send('x');
