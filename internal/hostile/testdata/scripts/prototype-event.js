// verdict: contained
// afterwards: any
Event.prototype.preventDefault = EventTarget.prototype.dispatchEvent = EventTarget.prototype.addEventListener = () => { for (;;) ; }; const c = new AbortController(); c.signal.onabort = () => { for (;;) ; }; c.abort();
