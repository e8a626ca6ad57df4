// verdict: contained
let s = new AbortController(), first = s; for (let n = 0; n < 1e5; n++) { const c = new AbortController(); s.signal.addEventListener('abort', () => c.abort()); s = c } first.abort();
