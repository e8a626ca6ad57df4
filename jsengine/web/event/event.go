package event

import (
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Init is how an event is made (https://dom.spec.whatwg.org/#dictdef-eventinit).
type Init struct{ Bubbles, Cancelable, Composed bool }

// eventSide is the Go side of an event, whatever its class.
type eventSide interface{ base() *event }

// event is the Go side of an Event, and part of that of each class that extends it.
type event struct {
	kind string
	Init
	target, currentTarget *goja.Object
	trusted               bool
	time                  float64 // milliseconds since the module's origin

	dispatching, stopped, stoppedNow bool
	canceled, inPassive              bool
}

func (e *event) base() *event { return e }

// The values of eventPhase.
const (
	phaseNone     = 0
	phaseAtTarget = 2
)

// preventDefault sets the canceled flag (https://dom.spec.whatwg.org/#set-the-canceled-flag).
func (e *event) preventDefault() {
	if e.Cancelable && !e.inPassive {
		e.canceled = true
	}
}

// initialize starts over with another type (https://dom.spec.whatwg.org/#concept-event-initialize).
func (e *event) initialize(kind string, bubbles, cancelable bool) {
	e.stopped, e.stoppedNow, e.canceled = false, false, false
	e.trusted = false
	e.target = nil
	e.kind, e.Bubbles, e.Cancelable = kind, bubbles, cancelable
}

func (m *Module) newEvent(kind string, init Init) event {
	return event{kind: kind, Init: init, time: float64(time.Since(m.origin).Microseconds()) / 1000}
}

// construct makes the common part of an event of a constructor's arguments.
func (m *Module) construct(call goja.ConstructorCall) event {
	if len(call.Arguments) == 0 {
		panic(m.k.TypeError("an event needs a type"))
	}
	kind := native.Text(call.Argument(0))
	init := call.Argument(1)
	return m.newEvent(kind, Init{
		Bubbles:    m.k.Option(init, "bubbles").ToBoolean(),
		Cancelable: m.k.Option(init, "cancelable").ToBoolean(),
		Composed:   m.k.Option(init, "composed").ToBoolean(),
	})
}

// NewEvent makes an Event.
func (m *Module) NewEvent(kind string, init Init) *goja.Object {
	e := m.newEvent(kind, init)
	return m.events.Wrap(&e)
}

func (m *Module) defineEvent() {
	m.events = native.NewClass(m.k, "Event", 1, nil, func(call goja.ConstructorCall) eventSide {
		e := m.construct(call)
		return &e
	})
	c := m.events
	for name, get := range map[string]func(e *event) any{
		"type":             func(e *event) any { return e.kind },
		"target":           func(e *event) any { return object(e.target) },
		"srcElement":       func(e *event) any { return object(e.target) },
		"currentTarget":    func(e *event) any { return object(e.currentTarget) },
		"bubbles":          func(e *event) any { return e.Bubbles },
		"cancelable":       func(e *event) any { return e.Cancelable },
		"composed":         func(e *event) any { return e.Composed },
		"defaultPrevented": func(e *event) any { return e.canceled },
		"isTrusted":        func(e *event) any { return e.trusted },
		"timeStamp":        func(e *event) any { return e.time },
		"eventPhase": func(e *event) any {
			if e.currentTarget != nil {
				return phaseAtTarget
			}
			return phaseNone
		},
	} {
		c.Getter(name, func(e eventSide) goja.Value { return m.vm.ToValue(get(e.base())) })
	}
	for name, do := range map[string]func(e *event){
		"preventDefault":           func(e *event) { e.preventDefault() },
		"stopPropagation":          func(e *event) { e.stopped = true },
		"stopImmediatePropagation": func(e *event) { e.stopped, e.stoppedNow = true, true },
	} {
		c.Method(name, 0, func(e eventSide, _ goja.FunctionCall) goja.Value {
			do(e.base())
			return goja.Undefined()
		})
	}
	c.Accessor("cancelBubble",
		func(e eventSide) goja.Value { return m.vm.ToValue(e.base().stopped) },
		func(e eventSide, v goja.Value) {
			if v.ToBoolean() {
				e.base().stopped = true
			}
		})
	c.Accessor("returnValue",
		func(e eventSide) goja.Value { return m.vm.ToValue(!e.base().canceled) },
		func(e eventSide, v goja.Value) {
			if !v.ToBoolean() {
				e.base().preventDefault()
			}
		})
	c.Method("composedPath", 0, func(e eventSide, _ goja.FunctionCall) goja.Value {
		if e.base().currentTarget == nil {
			return m.vm.NewArray()
		}
		return m.vm.NewArray(e.base().currentTarget)
	})
	c.Method("initEvent", 1, func(e eventSide, call goja.FunctionCall) goja.Value {
		m.need(call, 1, "initEvent")
		kind, bubbles, cancelable := native.Text(call.Argument(0)), call.Argument(1).ToBoolean(), call.Argument(2).ToBoolean()
		if !e.base().dispatching {
			e.base().initialize(kind, bubbles, cancelable)
		}
		return goja.Undefined()
	})
	for i, name := range []string{"NONE", "CAPTURING_PHASE", "AT_TARGET", "BUBBLING_PHASE"} {
		c.Constant(name, i)
	}
	c.Expose()
}

// object is null where there is no object.
func object(o *goja.Object) goja.Value {
	if o == nil {
		return goja.Null()
	}
	return o
}
