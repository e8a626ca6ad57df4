package event

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Targeter is the Go side of an object that events are dispatched to: whatever embeds a [Target].
type Targeter interface{ asTarget() *Target }

// Target is the Go side of an EventTarget, to be embedded in that of a class that extends it. Make it with
// [Module.NewTarget].
type Target struct {
	object    *goja.Object
	listeners []*listener
	// changed, if it is not nil, is called when a listener has come or gone.
	changed func()
}

func (t *Target) asTarget() *Target { return t }

// Embodiment implements [native.Embodied]: it gives the object that JavaScript knows the target as.
func (t *Target) Embodiment() *goja.Object { return t.object }

// NewTarget makes a target with an object of its own, which is an instance as soon as a class has wrapped the target's
// side.
func (m *Module) NewTarget() Target { return Target{object: m.vm.NewObject()} }

// Listens reports whether anything listens to events of the type.
func (t *Target) Listens(kind string) bool {
	return slices.ContainsFunc(t.listeners, func(l *listener) bool { return l.kind == kind })
}

// listener is https://dom.spec.whatwg.org/#concept-event-listener.
type listener struct {
	kind                   string
	callback               *goja.Object // a function, or an object with handleEvent
	attribute              bool         // the callback is the value of an on<type> attribute
	capture, once, passive bool
	removed                bool
	forget                 func() // takes back what the option signal has registered
}

func (t *Target) find(kind string, callback *goja.Object, capture bool) *listener {
	for _, l := range t.listeners {
		if !l.attribute && l.kind == kind && l.capture == capture && l.callback == callback {
			return l
		}
	}
	return nil
}

func (t *Target) add(l *listener) {
	t.listeners = append(t.listeners, l)
	t.notify()
}

// remove is https://dom.spec.whatwg.org/#remove-an-event-listener. It leaves the slice alone that a dispatch may be
// going through.
func (t *Target) remove(l *listener) {
	if l.removed {
		return
	}
	l.removed = true
	if l.forget != nil {
		l.forget()
	}
	t.listeners = slices.DeleteFunc(slices.Clone(t.listeners), func(other *listener) bool { return other == l })
	t.notify()
}

func (t *Target) notify() {
	if t.changed != nil {
		t.changed()
	}
}

func (m *Module) defineTarget() {
	m.TargetClass = native.NewClass(m.k, "EventTarget", 0, nil, func(goja.ConstructorCall) Targeter {
		t := m.NewTarget()
		return &t
	})
	c := m.TargetClass
	c.Method("addEventListener", 2, func(t Targeter, call goja.FunctionCall) goja.Value {
		m.addListener(t.asTarget(), call)
		return goja.Undefined()
	})
	c.Method("removeEventListener", 2, func(t Targeter, call goja.FunctionCall) goja.Value {
		m.need(call, 2, "removeEventListener")
		kind, callback, capture := native.Text(call.Argument(0)), m.callback(call.Argument(1)), capture(call.Argument(2))
		if l := t.asTarget().find(kind, callback, capture); l != nil {
			t.asTarget().remove(l)
		}
		return goja.Undefined()
	})
	c.Method("dispatchEvent", 1, func(t Targeter, call goja.FunctionCall) goja.Value {
		e, ok := m.events.Of(call.Argument(0))
		if !ok {
			panic(m.k.TypeError("dispatchEvent needs an Event"))
		}
		if e.base().dispatching {
			panic(m.Exception("InvalidStateError", "The event is being dispatched already"))
		}
		e.base().trusted = false
		return m.vm.ToValue(m.dispatch(t.asTarget(), e.base(), call.Argument(0)))
	})
	c.Expose()
}

// addListener is addEventListener (https://dom.spec.whatwg.org/#dom-eventtarget-addeventlistener).
func (m *Module) addListener(t *Target, call goja.FunctionCall) {
	m.need(call, 2, "addEventListener")
	l := &listener{kind: native.Text(call.Argument(0)), callback: m.callback(call.Argument(1))}
	options := call.Argument(2)
	l.capture = capture(options)
	var signal *Signal
	if o, ok := options.(*goja.Object); ok {
		l.once = m.k.Option(o, "once").ToBoolean()
		l.passive = m.k.Option(o, "passive").ToBoolean()
		if v := m.k.Option(o, "signal"); !goja.IsUndefined(v) {
			if signal, ok = SignalOf(v); !ok {
				panic(m.k.TypeError("the option signal of addEventListener must be an AbortSignal"))
			}
		}
	}
	if l.callback == nil || signal != nil && signal.aborted || t.find(l.kind, l.callback, l.capture) != nil {
		return
	}
	if signal != nil {
		l.forget = signal.OnAbort(func(goja.Value) { t.remove(l) })
	}
	t.add(l)
}

// callback converts the argument of a listener: nil stands for null.
func (m *Module) callback(v goja.Value) *goja.Object {
	if native.IsMissing(v) {
		return nil
	}
	o, ok := v.(*goja.Object)
	if !ok {
		panic(m.k.TypeError("an event listener must be a function or an object with the method handleEvent"))
	}
	return o
}

// capture is https://dom.spec.whatwg.org/#concept-flatten-options.
func capture(options goja.Value) bool {
	o, ok := options.(*goja.Object)
	if !ok {
		return options.ToBoolean()
	}
	v := o.Get("capture")
	return v != nil && v.ToBoolean()
}
