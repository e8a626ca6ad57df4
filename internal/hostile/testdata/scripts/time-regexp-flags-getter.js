// verdict: contained
const r = /a/g; Object.defineProperty(r, 'flags', { get() { for (;;) ; } }); 'a'.replaceAll(r, 'b');
