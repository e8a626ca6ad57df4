// verdict: contained
const t = new EventTarget(); const f = () => t.addEventListener('x', () => { f(); f() }); f(); for (;;) t.dispatchEvent(new Event('x'));
