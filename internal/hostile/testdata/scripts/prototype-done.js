// verdict: contained
// afterwards: any
Object.prototype.done = true; for (const x of [1]) ; new URLSearchParams([['a', 'b']]); res.json([...new Map([[1, 2]])]);
