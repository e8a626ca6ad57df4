// verdict: contained
const t = new EventTarget(); t.addEventListener("x", t.dispatchEvent.bind(t, new Event("x"))); t.dispatchEvent(new Event("x"));
