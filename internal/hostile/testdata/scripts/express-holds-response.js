// verdict: contained
// afterwards: any
globalThis.stolen = res; await new Promise(r => setTimeout(r, 10)); res.send('x'); for (let n = 0; n < 1000; n++) stolen.send('y');
