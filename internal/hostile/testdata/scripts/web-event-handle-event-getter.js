// verdict: contained
const t = new EventTarget(); t.addEventListener('x', { get handleEvent() { for (;;) ; } }); t.dispatchEvent(new Event('x'));
