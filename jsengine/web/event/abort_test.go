package event_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/event"
)

func TestAbortController(t *testing.T) {
	scripts{
		{`const c = new AbortController(); const s = c.signal; const before = [s.aborted, s.reason].join(); c.abort(); return [before, s === c.signal, s.aborted, s.reason.name, s.reason.code, s.reason instanceof DOMException].join()`, "false,,true,true,AbortError,20,true"},
		{`const c = new AbortController(); c.abort('first'); c.abort('second'); return c.signal.reason`, "first"},
		{`const c = new AbortController(); c.abort(null); return c.signal.reason`, "null"},
		{`const c = new AbortController(); let n = 0; c.signal.addEventListener('abort', e => { n++; c.abort() }); c.abort(); c.abort(); return n`, "1"},
		{`const c = new AbortController(); let r; c.signal.onabort = e => { r = [e.isTrusted, e.bubbles, e.cancelable, e.target === c.signal].join() }; c.abort(); return r`, "true,false,false,true"},
		{`const c = new AbortController(); c.signal.throwIfAborted(); const reason = {}; c.abort(reason); try { c.signal.throwIfAborted() } catch (e) { return e === reason }`, "true"},
		{`try { new AbortSignal() } catch (e) { return e.name }`, "TypeError"},
		{`return new AbortController().signal instanceof EventTarget`, "true"},
		{`return [String(new AbortController()), String(new AbortController().signal)].join()`, "[object AbortController],[object AbortSignal]"},
		{`return [AbortSignal.abort().reason.name, AbortSignal.abort(5).reason, AbortSignal.abort().aborted].join()`, "AbortError,5,true"},
	}.run(t)
}

func TestTimeoutSignal(t *testing.T) {
	scripts{
		{`const s = AbortSignal.timeout(1); const before = s.aborted; await new Promise(r => { s.onabort = r }); return [before, s.aborted, s.reason.name, s.reason.code].join()`, "false,true,TimeoutError,23"},
		{`const s = AbortSignal.any([AbortSignal.timeout(1)]); await new Promise(r => s.addEventListener('abort', r)); return s.reason.name`, "TimeoutError"},
		{`return AbortSignal.timeout(2 ** 53 - 1).aborted`, "false"},
		{`let n = 0; for (const ms of [-1, NaN, Infinity, 2 ** 53, 'x', undefined]) try { AbortSignal.timeout(ms) } catch (e) { n += e instanceof TypeError } return n`, "6"},
		{`try { AbortSignal.timeout() } catch (e) { return e.name }`, "TypeError"},
	}.run(t)
}

// Nothing waits for the time of a signal to pass.
func TestTimeoutSignalKeepsNothingAlive(t *testing.T) {
	l, _ := start(t)
	l.Run(`AbortSignal.timeout(3_600_000); 0`) // would fail after a while if an operation were pending
}

func TestAnySignal(t *testing.T) {
	scripts{
		{`const a = new AbortController(), b = new AbortController(); const s = AbortSignal.any([a.signal, b.signal]); b.abort('b'); a.abort('a'); return [s.aborted, s.reason].join()`, "true,b"},
		{`return AbortSignal.any([]).aborted`, "false"},
		{`return AbortSignal.any([new AbortController().signal, AbortSignal.abort('x'), AbortSignal.abort('y')]).reason`, "x"},
		{`const a = new AbortController(); const s = AbortSignal.any([AbortSignal.any([a.signal]), a.signal]); let n = 0; s.onabort = () => n++; a.abort(1); return [n, s.reason].join()`, "1,1"},
		{`const a = new AbortController(); let seen = []; const s = AbortSignal.any([a.signal]); s.addEventListener('abort', () => seen.push('dependent')); a.signal.addEventListener('abort', () => seen.push('source', s.aborted)); a.abort(); return seen.join()`, "source,true,dependent"},
		{`const a = new AbortController(); const s = AbortSignal.any(new Set([a.signal])); a.abort(); return s.reason === a.signal.reason`, "true"},
		{`const a = new AbortController(); const s = AbortSignal.any([a.signal]); const f = () => seen++; let seen = 0; s.addEventListener('abort', f); s.removeEventListener('abort', f); a.abort(); return [seen, s.aborted].join()`, "0,true"},
		{`let n = 0; for (const v of [5, null, {}, [5], [null], ['x']]) try { AbortSignal.any(v) } catch (e) { n += e instanceof TypeError } return n`, "6"},
	}.run(t)
}

func TestSignalFromGo(t *testing.T) {
	l, m := start(t)
	s := m.NewSignal()
	l.Kit.Global("signal", s.Object())
	var got []string
	s.OnAbort(func(reason goja.Value) { got = append(got, "a"+reason.String()) })
	s.OnAbort(func(goja.Value) { got = append(got, "taken back") })()
	l.Run(`signal.addEventListener('abort', () => { globalThis.fired = true })`)
	if other, ok := event.SignalOf(s.Object()); !ok || other != s || s.Aborted() || !goja.IsUndefined(s.Reason()) {
		t.Error("the signal is another one")
	}
	if _, ok := event.SignalOf(l.VM.NewObject()); ok {
		t.Error("an ordinary object is no signal")
	}
	if thrown := l.VM.Try(func() { s.Abort(l.VM.ToValue("!")) }); thrown != nil {
		t.Fatal(thrown)
	}
	s.OnAbort(func(goja.Value) { t.Error("called after the abort") })()
	if !s.Aborted() || s.Reason().String() != "!" || len(got) != 1 || got[0] != "a!" || !l.Run(`fired`).ToBoolean() {
		t.Errorf("%v", got)
	}
}

func TestRequestSignal(t *testing.T) {
	l, m := start(t)
	l.Kit.Global("signal", m.RequestSignal())
	if l.Run(`signal.aborted`).ToBoolean() {
		t.Error("aborted already")
	}
	l.Abort(m.Exception("AbortError", "the client has gone away"))
	if got := l.Run(`signal.reason.message`).String(); got != "the client has gone away" {
		t.Error(got)
	}
}

// A signal that lives as long as the app does keeps what AbortSignal.any made of it only when somebody listens.
func TestDependentSignalsAreCollected(t *testing.T) {
	l, m := start(t)
	l.Kit.Global("root", m.NewSignal().Object())
	make1 := func(listen string) weak.Pointer[event.Signal] {
		v := l.Run(`(() => { const s = AbortSignal.any([root]); ` + listen + `; return s })()`)
		s, _ := event.SignalOf(v)
		return weak.Make(s)
	}
	idle := make1(``)
	heard := make1(`s.onabort = () => { globalThis.heard = true }`)
	l.Run(`0`)
	for range 20 {
		runtime.GC()
	}
	if idle.Value() != nil {
		t.Log("not collected; goja's stack may still hold it")
	}
	if heard.Value() == nil {
		t.Error("a signal was collected that somebody listens to")
	}
	for range 100 {
		make1(``)
	}
	root, _ := event.SignalOf(l.Run(`root`))
	if thrown := l.VM.Try(func() { root.Abort(nil) }); thrown != nil {
		t.Fatal(thrown)
	}
	if !l.Run(`heard`).ToBoolean() {
		t.Error("the listener was not called")
	}
}
