// verdict: contained
const t = new EventTarget(); for (let n = 0; n < 3e4; n++) t.addEventListener('x', () => 1); for (;;) t.dispatchEvent(new Event('x'));
