package express

import (
	"slices"

	"github.com/dop251/goja"
)

// maxListeners bounds the listeners of one request or response.
const maxListeners = 1000

// emitter holds the listeners that an app has for the events of a request or a response (Node's EventEmitter, in as
// far as middleware uses it).
type emitter struct{ listeners []listener }

type listener struct {
	event string
	fn    *goja.Object
	call  goja.Callable
	once  bool
}

// defineExchangeEvents gives requests and responses on, once, off and emit.
func (m *Module) defineExchangeEvents() {
	m.defineEmitter(m.request, func(x *Exchange) *emitter { return &x.reqEvents })
	m.defineEmitter(m.response, func(x *Exchange) *emitter { return &x.resEvents })
}

func (m *Module) defineEmitter(p *goja.Object, of func(*Exchange) *emitter) {
	add := func(once bool) func(*Exchange, goja.FunctionCall) goja.Value {
		return func(x *Exchange, c goja.FunctionCall) goja.Value {
			m.listen(x, of(x), c, once)
			return c.This
		}
	}
	m.method(p, "on", 2, add(false))
	m.method(p, "addListener", 2, add(false))
	m.method(p, "once", 2, add(true))
	off := func(x *Exchange, c goja.FunctionCall) goja.Value {
		of(x).remove(c.Argument(0).String(), c.Argument(1))
		return c.This
	}
	m.method(p, "off", 2, off)
	m.method(p, "removeListener", 2, off)
	m.method(p, "removeAllListeners", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		e := of(x)
		if isUndefined(c.Argument(0)) {
			e.listeners = nil
			return c.This
		}
		name := c.Argument(0).String()
		e.listeners = slices.DeleteFunc(slices.Clone(e.listeners), func(l listener) bool { return l.event == name })
		return c.This
	})
	m.method(p, "listenerCount", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		name, n := c.Argument(0).String(), 0
		for _, l := range of(x).listeners {
			if l.event == name {
				n++
			}
		}
		return m.vm.ToValue(n)
	})
	m.method(p, "emit", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		return m.vm.ToValue(x.emit(of(x), c.Argument(0).String(), rest(c.Arguments)...))
	})
}

// listen is on(event, listener) or once(event, listener).
func (m *Module) listen(x *Exchange, e *emitter, c goja.FunctionCall, once bool) {
	name := c.Argument(0).String()
	call, ok := goja.AssertFunction(c.Argument(1))
	if !ok {
		m.throwType("The \"listener\" argument must be of type function")
	}
	if len(e.listeners) >= maxListeners {
		m.throw(m.js.rangeErrorCtor, "more than %d listeners on one request or response", maxListeners)
	}
	e.listeners = append(e.listeners, listener{name, c.Argument(1).(*goja.Object), call, once})
	if e == &x.reqEvents && (name == "data" || name == "end") {
		x.flow()
	}
}

// remove takes away the last listener fn of an event.
func (e *emitter) remove(event string, fn goja.Value) {
	for i := len(e.listeners) - 1; i >= 0; i-- {
		if l := e.listeners[i]; l.event == event && l.fn == fn {
			e.listeners = slices.Delete(slices.Clone(e.listeners), i, i+1)
			return
		}
	}
}

// emit calls the listeners of an event in order and reports whether there are any.
func (x *Exchange) emit(e *emitter, event string, args ...goja.Value) (found bool) {
	if len(e.listeners) == 0 {
		return false
	}
	this := x.res
	if e == &x.reqEvents {
		this = x.req
	}
	args = append([]goja.Value(nil), args...)
	for _, l := range e.listeners {
		if l.event != event {
			continue
		}
		found = true
		if l.once {
			e.remove(event, l.fn)
		}
		must(l.call(this, args...))
	}
	return found
}

// Listens reports whether the app listens to any event of the exchange.
func (x *Exchange) Listens() bool { return len(x.reqEvents.listeners)+len(x.resEvents.listeners) > 0 }

// emitLater emits an event without arguments in a job of its own, if anybody listens.
func (x *Exchange) emitLater(e *emitter, event string) {
	for _, l := range e.listeners {
		if l.event == event {
			x.m.later(func() { x.emit(e, event) })
			return
		}
	}
}

// flow emits the body of the request, which is there as a whole, as the events 'data' and 'end', once.
func (x *Exchange) flow() {
	if x.flowing {
		return
	}
	x.flowing = true
	x.m.later(func() {
		if len(x.Body) > 0 {
			x.emit(&x.reqEvents, "data", x.m.bytesValue(x.Body))
		}
		x.m.later(func() { x.emit(&x.reqEvents, "end") })
	})
}
