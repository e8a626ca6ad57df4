package event_test

import (
	"testing"
)

func TestListeners(t *testing.T) {
	scripts{
		{`const t = new EventTarget(); let seen = []; t.addEventListener('x', function (e) { seen.push(this === t, e.target === t, e.currentTarget === t, e.eventPhase, e.composedPath()[0] === t, e.isTrusted) });
		  const e = new Event('x'); const r = t.dispatchEvent(e); return [...seen, r, e.currentTarget, e.target === t, e.eventPhase].join()`, "true,true,true,2,true,false,true,,true,0"},
		{`const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener('x', f); t.addEventListener('x', f); t.addEventListener('x', f, true); t.dispatchEvent(new Event('x')); return n`, "2"},
		{`const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener('x', f); t.removeEventListener('x', f, true); t.dispatchEvent(new Event('x')); t.removeEventListener('x', f); t.dispatchEvent(new Event('x')); return n`, "1"},
		{`const t = new EventTarget(); let n = 0; t.addEventListener('x', () => n++, { once: true }); t.dispatchEvent(new Event('x')); t.dispatchEvent(new Event('x')); return n`, "1"},
		{`const t = new EventTarget(); let n = 0; t.addEventListener('x', () => { n++; t.dispatchEvent(new Event('x')) }, { once: true }); t.dispatchEvent(new Event('x')); return n`, "1"},
		{`const t = new EventTarget(); t.addEventListener('x', e => e.preventDefault(), { passive: true }); return t.dispatchEvent(new Event('x', { cancelable: true }))`, "true"},
		{`const t = new EventTarget(); t.addEventListener('x', e => e.preventDefault()); return t.dispatchEvent(new Event('x', { cancelable: true }))`, "false"},
		{`const t = new EventTarget(); t.addEventListener('x', () => false); return t.dispatchEvent(new Event('x', { cancelable: true }))`, "true"},
		{`const t = new EventTarget(); let seen = []; t.addEventListener('x', () => seen.push('bubble')); t.addEventListener('x', () => seen.push('capture'), { capture: true }); t.dispatchEvent(new Event('x')); return seen.join()`, "capture,bubble"},
		{`const t = new EventTarget(); let seen = []; t.addEventListener('x', e => { seen.push(1); e.stopImmediatePropagation() }); t.addEventListener('x', () => seen.push(2)); const e = new Event('x'); t.dispatchEvent(e); return seen.join() + e.cancelBubble`, "1false"},
		{`const t = new EventTarget(); let seen = []; t.addEventListener('x', e => { seen.push(1); e.stopPropagation() }, true); t.addEventListener('x', () => seen.push(2), true); t.addEventListener('x', () => seen.push(3)); t.dispatchEvent(new Event('x')); return seen.join()`, "1,2"},
		{`const t = new EventTarget(); let seen = []; const b = () => seen.push('b'); t.addEventListener('x', () => { seen.push('a'); t.removeEventListener('x', b); t.addEventListener('x', () => seen.push('c')) }); t.addEventListener('x', b); t.dispatchEvent(new Event('x')); return seen.join()`, "a"},
		{`const t = new EventTarget(); const o = { handleEvent(e) { this.seen = e.type } }; t.addEventListener('x', o); t.dispatchEvent(new Event('x')); return o.seen`, "x"},
		{`const t = new EventTarget(); const o = {}; t.addEventListener('x', o); o.handleEvent = () => { o.late = true }; t.dispatchEvent(new Event('x')); return o.late`, "true"},
		{`const t = new EventTarget(); t.addEventListener('x', null); t.removeEventListener('x', null); return t.dispatchEvent(new Event('x'))`, "true"},
		{`const t = new EventTarget(); try { t.addEventListener('x') } catch (e) { return e.name }`, "TypeError"},
		{`const t = new EventTarget(); try { t.addEventListener('x', 5) } catch (e) { return e.name }`, "TypeError"},
		{`try { new EventTarget().dispatchEvent({ type: 'x' }) } catch (e) { return e.name }`, "TypeError"},
		{`try { new EventTarget().addEventListener('x', () => 0, { signal: null }) } catch (e) { return e.name }`, "TypeError"},
		{`const t = new EventTarget(); let r; t.addEventListener('x', e => { try { t.dispatchEvent(e) } catch (x) { r = [x.name, x instanceof DOMException].join() } }); t.dispatchEvent(new Event('x')); return r`, "InvalidStateError,true"},
		{`const t = new EventTarget(); let n = 0; t.addEventListener('x', () => n++); const e = new Event('x'); t.dispatchEvent(e); t.dispatchEvent(e); return n`, "2"},
		{`const t = new EventTarget(); t.addEventListener('x', e => e.preventDefault()); const e = new Event('x', { cancelable: true }); t.dispatchEvent(e); e.initEvent('y'); return e.defaultPrevented`, "false"},
		{`class Bus extends EventTarget { #n = 0; constructor() { super(); this.addEventListener('x', () => this.#n++) } get n() { return this.#n } } const b = new Bus(); b.dispatchEvent(new CustomEvent('x')); return [b.n, b instanceof EventTarget, b instanceof Bus, String(b)].join()`, "1,true,true,[object EventTarget]"},
		{`try { EventTarget.prototype.addEventListener.call({}, 'x', () => 0) } catch (e) { return e.name }`, "TypeError"},
	}.run(t)
}

func TestListenerWithSignal(t *testing.T) {
	scripts{
		{`const t = new EventTarget(), c = new AbortController(); let n = 0; t.addEventListener('x', () => n++, { signal: c.signal }); t.dispatchEvent(new Event('x')); c.abort(); t.dispatchEvent(new Event('x')); return n`, "1"},
		{`const t = new EventTarget(); let n = 0; t.addEventListener('x', () => n++, { signal: AbortSignal.abort() }); t.dispatchEvent(new Event('x')); return n`, "0"},
		{`const t = new EventTarget(), c = new AbortController(); let n = 0; t.addEventListener('x', () => c.abort(), { signal: c.signal }); t.addEventListener('x', () => n++, { signal: c.signal }); t.dispatchEvent(new Event('x')); return n`, "0"},
		{`const t = new EventTarget(), c = new AbortController(); let n = 0; const f = () => n++; t.addEventListener('x', f, { signal: c.signal }); t.removeEventListener('x', f); t.addEventListener('x', f); c.abort(); t.dispatchEvent(new Event('x')); return n`, "1"},
	}.run(t)
}

func TestHandlerAttributes(t *testing.T) {
	scripts{
		{`const s = new AbortController().signal; const before = s.onabort; const f = () => 0; s.onabort = f; const during = s.onabort === f; s.onabort = 5; return [before, during, s.onabort].join()`, ",true,"},
		{`const c = new AbortController(); let seen = []; c.signal.onabort = () => seen.push('old'); c.signal.addEventListener('abort', () => seen.push('listener')); c.signal.onabort = function (e) { seen.push('new', this === c.signal, e.type) }; c.abort(); return seen.join()`, "new,true,abort,listener"},
		{`const c = new AbortController(); let seen = []; c.signal.onabort = () => seen.push('first'); c.signal.addEventListener('abort', () => seen.push('listener')); c.signal.onabort = null; c.signal.onabort = () => seen.push('again'); c.abort(); return seen.join()`, "listener,again"},
		{`const c = new AbortController(); const f = () => seen++; let seen = 0; c.signal.onabort = f; c.signal.removeEventListener('abort', f); c.signal.addEventListener('abort', f); c.abort(); return seen`, "2"},
		{`const c = new AbortController(); c.signal.onabort = {}; c.abort(); return typeof c.signal.onabort`, "object"},
		{`const s = new AbortController().signal; s.onabort = () => false; const e = new Event('abort', { cancelable: true }); return s.dispatchEvent(e)`, "false"},
	}.run(t)
}

// What a listener throws reaches neither the dispatcher nor the other listeners.
func TestWhatListenersThrowIsReported(t *testing.T) {
	for _, script := range []string{
		`t.addEventListener('x', () => { throw new Error('thrown') })`,
		`t.addEventListener('x', { get handleEvent() { throw new Error('thrown') } })`,
		`t.addEventListener('x', { handleEvent() { throw new Error('thrown') } })`,
	} {
		l, _ := start(t)
		got := l.Run(`const t = new EventTarget(); let after = false; ` + script + `; t.addEventListener('x', () => { after = true }); t.dispatchEvent(new Event('x')) + ' ' + after`).String()
		if got != "true true" || len(l.Reports) != 1 || l.Reports[0].String() != "Error: thrown" {
			t.Errorf("%s: %s, %v", script, got, l.Reports)
		}
	}
	l, _ := start(t)
	l.Run(`const t = new EventTarget(); t.addEventListener('x', { handleEvent: 5 }); t.addEventListener('x', {}); t.dispatchEvent(new Event('x'))`)
	if len(l.Reports) != 2 {
		t.Errorf("%v", l.Reports)
	}
}

func TestReportError(t *testing.T) {
	l, _ := start(t)
	l.Run(`reportError(new RangeError('a')); reportError(undefined)`)
	if len(l.Reports) != 2 || l.Reports[0].String() != "RangeError: a" {
		t.Errorf("%v", l.Reports)
	}
	if _, err := l.RunErr(`reportError()`); err == nil {
		t.Error("reportError needs an argument")
	}
}

// What the app does to built-in objects doesn't break what the host makes.
func TestPollutedPrototypes(t *testing.T) {
	l, m := start(t)
	l.Run(`
		for (const p of [Object.prototype, Array.prototype, Error.prototype, Event.prototype])
			for (const name of ['capture', 'once', 'signal', 'message', 'then', 'x'])
				if (!(name in p)) Object.defineProperty(p, name, { get() { throw new Error('polluted') }, set() { throw new Error('polluted') }, configurable: true });
		Error = Event = EventTarget = AbortSignal = null; Symbol.iterator; 0`)
	signal := m.NewSignal()
	if thrown := l.VM.Try(func() { signal.Abort(nil) }); thrown != nil {
		t.Fatal(thrown)
	}
	if got := signal.Reason().ToObject(l.VM).Get("name").String(); got != "AbortError" {
		t.Error(got)
	}
}
