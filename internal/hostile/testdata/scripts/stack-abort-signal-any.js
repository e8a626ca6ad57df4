// verdict: contained
const c = new AbortController(); let s = c.signal; for (let n = 0; n < 1e5; n++) s = AbortSignal.any([s]); c.abort();
