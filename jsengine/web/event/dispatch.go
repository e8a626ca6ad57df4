package event

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Dispatch dispatches an event that Go has made to a target, as a trusted one, and reports whether nobody has
// prevented its default. What listeners throw is reported to the loop. It must be called in a turn.
func (m *Module) Dispatch(target Targeter, event *goja.Object) bool {
	e, ok := m.events.Of(event)
	if !ok || e.base().dispatching {
		return false
	}
	e.base().trusted = true
	return m.dispatch(target.asTarget(), e.base(), event)
}

// dispatch is https://dom.spec.whatwg.org/#concept-event-dispatch for a target outside a tree.
func (m *Module) dispatch(t *Target, e *event, object goja.Value) bool {
	e.dispatching = true
	e.target, e.currentTarget = t.object, t.object
	for _, capture := range []bool{true, false} {
		if !e.stopped {
			m.invoke(t, e, object, capture)
		}
	}
	e.currentTarget = nil
	e.dispatching, e.stopped, e.stoppedNow = false, false, false
	return !e.canceled
}

// invoke is https://dom.spec.whatwg.org/#concept-event-listener-inner-invoke. Listeners that are added meanwhile are
// not called.
func (m *Module) invoke(t *Target, e *event, object goja.Value, capture bool) {
	listeners := t.listeners
	for _, l := range listeners[:len(listeners):len(listeners)] {
		if l.removed || l.kind != e.kind || l.capture != capture {
			continue
		}
		if l.once {
			t.remove(l)
		}
		e.inPassive = l.passive
		result, err := m.call(t, l, object)
		e.inPassive = false
		switch {
		case err != nil:
			m.loop.Report(native.Thrown(err))
		case l.attribute && result.StrictEquals(m.vm.ToValue(false)): // https://html.spec.whatwg.org/#the-event-handler-processing-algorithm
			e.preventDefault()
		}
		if e.stoppedNow {
			return
		}
	}
}

func (m *Module) call(t *Target, l *listener, object goja.Value) (result goja.Value, err error) {
	if f, ok := goja.AssertFunction(l.callback); ok {
		return f(t.object, object)
	}
	if l.attribute { // objects that can't be called are values of an attribute like any other
		return goja.Undefined(), nil
	}
	var f goja.Callable
	if thrown := m.vm.Try(func() {
		var ok bool
		if f, ok = goja.AssertFunction(l.callback.Get("handleEvent")); !ok {
			panic(m.k.TypeError("the property handleEvent of an event listener is not a function"))
		}
	}); thrown != nil {
		return nil, thrown
	}
	return f(l.callback, object)
}

// Handlers defines event handler attributes (https://html.spec.whatwg.org/#event-handler-idl-attributes): the accessor
// onmessage for the type message, and so on.
func Handlers[T Targeter](c *native.Class[T], types ...string) {
	for _, kind := range types {
		c.Accessor("on"+kind,
			func(side T) goja.Value {
				if l := side.asTarget().attribute(kind); l != nil {
					return l.callback
				}
				return goja.Null()
			},
			func(side T, v goja.Value) {
				t := side.asTarget()
				callback, isObject := v.(*goja.Object)
				l := t.attribute(kind)
				switch {
				case l == nil && isObject:
					t.add(&listener{kind: kind, callback: callback, attribute: true})
				case l != nil && isObject: // keeps its place
					l.callback = callback
				case l != nil:
					t.remove(l)
				}
			})
	}
}

func (t *Target) attribute(kind string) *listener {
	for _, l := range t.listeners {
		if l.attribute && l.kind == kind {
			return l
		}
	}
	return nil
}
