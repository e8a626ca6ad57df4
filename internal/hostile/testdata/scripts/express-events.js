// verdict: contained
const { on } = req; for (let n = 0; ; n++) req.on?.('close', () => { for (;;) ; }) ?? res.on?.('close', () => 1);
