// verdict: contained
const s = 'é'.repeat(5e6); for (;;) encodeURIComponent(s);
