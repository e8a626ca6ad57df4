// verdict: contained
// afterwards: any
for (let n = 0; n < 3e5; n++) setTimeout(() => {}, 1e6); res.send('x');
