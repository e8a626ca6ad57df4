// verdict: contained
const r = /a/; r.exec = () => r[Symbol.replace]('a', 'b'); 'a'.replace(r, 'b');
