// verdict: contained
const f = new FormData(), s = 'x'.repeat(1e7); for (let n = 0; n < 500; n++) f.append('k', s); await new Response(f).text();
