// verdict: contained
const r = /a/g; r.exec = () => ({ index: 0, 0: '' }); 'a'.replace(r, 'b');
