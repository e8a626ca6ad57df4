// verdict: contained
const s = 'é'.repeat(3e6); for (;;) escape(s);
