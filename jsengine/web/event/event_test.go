package event_test

import (
	"testing"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T) (*looptest.Loop, *event.Module) {
	t.Helper()
	l := looptest.New(t)
	return l, event.New(l.Kit, l)
}

type scripts []struct{ script, want string }

// run runs each script as the body of an async function in a runtime of its own.
func (s scripts) run(t *testing.T) {
	t.Helper()
	for _, c := range s {
		l, _ := start(t)
		v, err := l.RunErr(`(async () => {` + c.script + `})()`)
		if got := v.String(); got != c.want {
			t.Errorf("%s\n= %s, want %s (%v)", c.script, got, c.want, err)
		}
		if len(l.Reports) != 0 {
			t.Errorf("%s\nreported %v", c.script, l.Reports)
		}
	}
}

func TestDOMException(t *testing.T) {
	scripts{
		{`const e = new DOMException('m', 'AbortError'); return [e.name, e.message, e.code, String(e)].join()`, "AbortError,m,20,AbortError: m"},
		{`const e = new DOMException(); return [e.name, e.message === '', e.code].join()`, "Error,true,0"},
		{`return new DOMException('m', 'Mine').code`, "0"},
		{`return new DOMException('m') instanceof Error && new DOMException('m') instanceof DOMException`, "true"},
		{`return Object.prototype.toString.call(new DOMException('m'))`, "[object DOMException]"},
		{`return Object.keys(new DOMException('m')).length`, "0"},
		{`function here() { return new DOMException('m', 'DataCloneError') } return /^DataCloneError: m\n[^]*at here /.test(here().stack)`, "true"},
		{`return [DOMException.ABORT_ERR, DOMException.prototype.DATA_CLONE_ERR, new DOMException().INDEX_SIZE_ERR, DOMException.VALIDATION_ERR].join()`, "20,25,1,16"},
		{`return ['IndexSizeError', 'InvalidCharacterError', 'NotFoundError', 'NotSupportedError', 'InvalidStateError', 'SyntaxError', 'InvalidAccessError', 'TypeMismatchError', 'SecurityError', 'NetworkError', 'QuotaExceededError', 'TimeoutError', 'DataCloneError', 'ReadOnlyError', ''].map(n => new DOMException('', n).code).join()`, "1,5,8,9,11,12,15,17,18,19,22,23,25,0,0"},
		{`class Mine extends DOMException { get twice() { return this.message + this.message } } const e = new Mine('a', 'B'); return [e.twice, e instanceof Mine, e instanceof Error, e.name].join()`, "aa,true,true,B"},
		{`try { DOMException.prototype.name } catch (e) { return e instanceof TypeError }`, "true"},
		{`try { throw new DOMException('m', 'NotFoundError') } catch ({ name }) { return name }`, "NotFoundError"},
	}.run(t)
}

func TestEvent(t *testing.T) {
	scripts{
		{`const e = new Event('x'); return [e.type, e.bubbles, e.cancelable, e.composed, e.defaultPrevented, e.target, e.currentTarget, e.eventPhase, e.isTrusted, e.returnValue, e.cancelBubble].join()`, "x,false,false,false,false,,,0,false,true,false"},
		{`const e = new Event('x', { bubbles: 1, cancelable: true, composed: 'y' }); return [e.bubbles, e.cancelable, e.composed].join()`, "true,true,true"},
		{`const e = new Event('x', { cancelable: true }); e.preventDefault(); return [e.defaultPrevented, e.returnValue].join()`, "true,false"},
		{`const e = new Event('x'); e.preventDefault(); e.returnValue = false; return e.defaultPrevented`, "false"},
		{`const e = new Event('x', { cancelable: true }); e.returnValue = true; const before = e.defaultPrevented; e.returnValue = false; return [before, e.defaultPrevented].join()`, "false,true"},
		{`const e = new Event('x'); e.stopPropagation(); e.cancelBubble = false; return e.cancelBubble`, "true"},
		{`const e = new Event(5, null); return typeof e.type + e.type`, "string5"},
		{`try { new Event() } catch (e) { return e instanceof TypeError }`, "true"},
		{`try { new Event('x', 5) } catch (e) { return e instanceof TypeError }`, "true"},
		{`return [Event.NONE, Event.CAPTURING_PHASE, Event.AT_TARGET, new Event('x').BUBBLING_PHASE].join()`, "0,1,2,3"},
		{`const e = new Event('x'); e.initEvent('y', true, true); return [e.type, e.bubbles, e.cancelable].join()`, "y,true,true"},
		{`const a = new Event('x'), b = new Event('x'); return a.timeStamp >= 0 && b.timeStamp >= a.timeStamp`, "true"},
		{`return String(new Event('x')) + String(new CustomEvent('x'))`, "[object Event][object CustomEvent]"},
		{`return new Event('x').composedPath().length`, "0"},
		{`class Mine extends Event { constructor() { super('mine', { cancelable: true }); this.more = 1 } } const e = new Mine(); return [e.type, e.cancelable, e.more, e instanceof Event].join()`, "mine,true,1,true"},
	}.run(t)
}

func TestKindsOfEvents(t *testing.T) {
	scripts{
		{`const detail = {}; const e = new CustomEvent('x', { detail, bubbles: true }); return [e.detail === detail, e.bubbles, e instanceof Event, new CustomEvent('x').detail].join()`, "true,true,true,"},
		{`const e = new CustomEvent('x'); e.initCustomEvent('y', false, true, 7); return [e.type, e.cancelable, e.detail].join()`, "y,true,7"},
		{`const e = new MessageEvent('message', { data: 1, origin: 'o', lastEventId: 5 }); return [e.data, e.origin, e.lastEventId, typeof e.lastEventId, e.source, e.ports.length].join()`, "1,o,5,string,,0"},
		{`return new MessageEvent('message').data`, "null"},
		{`const e = new CloseEvent('close', { wasClean: 1, code: 65537, reason: 'r' }); return [e.wasClean, e.code, e.reason].join()`, "true,1,r"},
		{`const e = new CloseEvent('close'); return [e.wasClean, e.code, e.reason].join()`, "false,0,"},
		{`const error = new Error('a'); const e = new ErrorEvent('error', { message: 'm', filename: 'f', lineno: 1, colno: 2, error }); return [e.message, e.filename, e.lineno, e.colno, e.error === error].join()`, "m,f,1,2,true"},
		{`const e = new ErrorEvent('error'); return [e.message, e.lineno, e.error].join()`, ",0,"},
		{`try { Object.getOwnPropertyDescriptor(CloseEvent.prototype, 'code').get.call(new Event('x')) } catch (e) { return e instanceof TypeError }`, "true"},
	}.run(t)
}

// Events that Go makes are those that scripts know, and are trusted when Go dispatches them.
func TestDispatchFromGo(t *testing.T) {
	l, m := start(t)
	type port struct{ event.Target }
	ports := native.NewClass(l.Kit, "Port", 0, m.TargetClass, func(goja.ConstructorCall) *port {
		return &port{m.NewTarget()}
	})
	event.Handlers(ports, "message", "close", "error")
	ports.Expose()
	p := &port{m.NewTarget()}
	l.Kit.Global("port", ports.Wrap(p))
	l.Run(`
		var log = [];
		port.addEventListener('message', e => log.push(e instanceof MessageEvent, e.isTrusted, e.target === port, e.data, e.origin));
		port.onclose = function (e) { log.push(e.code, e.reason, e.wasClean, this === port); return false };
		port.onerror = e => log.push(e.message, e.error)`)
	if !p.Listens("message") || p.Listens("open") {
		t.Error("Listens is wrong")
	}
	if thrown := l.VM.Try(func() {
		m.Dispatch(p, m.MessageEvent(l.VM.ToValue("hi"), "o"))
		m.Dispatch(p, m.CloseEvent(1001, "bye", true))
		m.Dispatch(p, m.ErrorEvent("oh", nil))
		if m.Dispatch(p, l.VM.NewObject()) {
			t.Error("something else than an event was dispatched")
		}
	}); thrown != nil {
		t.Fatal(thrown)
	}
	if got := l.Run(`log.join()`).String(); got != "true,true,true,hi,o,1001,bye,true,true,oh," {
		t.Error(got)
	}
	if got := l.Run(`class Mine extends Port {}; const mine = new Mine(); let seen = 0; mine.onmessage = () => seen++; mine.dispatchEvent(new Event('message')); seen`).String(); got != "1" {
		t.Error(got)
	}
	name, message, ok := event.ExceptionOf(m.Exception("DataError", "no"))
	if name != "DataError" || message != "no" || !ok {
		t.Errorf("%s %s %v", name, message, ok)
	}
	if _, _, ok := event.ExceptionOf(l.VM.NewObject()); ok {
		t.Error("an ordinary object is no DOMException")
	}
}
