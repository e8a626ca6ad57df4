package headers

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Module is the class of one runtime.
type Module struct {
	k     *native.Kit
	class *native.Class[*Headers]
}

// New defines the global variable Headers.
func New(k *native.Kit) *Module {
	m := &Module{k: k}
	m.class = native.NewClass(k, "Headers", 0, nil, func(c goja.ConstructorCall) *Headers {
		h := &Headers{}
		if init := c.Argument(0); !native.IsUndefined(init) {
			m.Fill(h, init)
		}
		return h
	})
	m.define()
	m.class.Expose()
	return m
}

// Object gives the instance of Headers that JavaScript knows h as, always the same one.
func (m *Module) Object(h *Headers) *goja.Object {
	if h.object == nil {
		h.object = m.class.Wrap(h)
	}
	return h.object
}

// Of gives the Go side of an instance of Headers.
func Of(v goja.Value) (*Headers, bool) { return native.SideOf[*Headers](v) }

func (m *Module) define() {
	c := m.class
	c.Method("append", 2, func(h *Headers, call goja.FunctionCall) goja.Value {
		m.need(call, "append", 2)
		name, value := m.name(call.Argument(0), "append"), m.value(call.Argument(1), "append")
		m.mayChange(h, "append")
		h.add(name, value)
		return goja.Undefined()
	})
	c.Method("delete", 1, func(h *Headers, call goja.FunctionCall) goja.Value {
		m.need(call, "delete", 1)
		name := m.name(call.Argument(0), "delete")
		m.mayChange(h, "delete")
		if _, there := h.fields[name]; there {
			h.change()
			delete(h.fields, name)
		}
		return goja.Undefined()
	})
	c.Method("get", 1, func(h *Headers, call goja.FunctionCall) goja.Value {
		m.need(call, "get", 1)
		value, ok := h.Get(m.name(call.Argument(0), "get"))
		if !ok {
			return goja.Null()
		}
		return m.text(value)
	})
	c.Method("getSetCookie", 0, func(h *Headers, _ goja.FunctionCall) goja.Value {
		values := make([]any, 0, len(h.fields["Set-Cookie"]))
		for _, v := range h.fields["Set-Cookie"] {
			values = append(values, m.text(v))
		}
		return m.k.VM.NewArray(values...)
	})
	c.Method("has", 1, func(h *Headers, call goja.FunctionCall) goja.Value {
		m.need(call, "has", 1)
		return m.k.VM.ToValue(len(h.fields[m.name(call.Argument(0), "has")]) > 0)
	})
	c.Method("set", 2, func(h *Headers, call goja.FunctionCall) goja.Value {
		m.need(call, "set", 2)
		name, value := m.name(call.Argument(0), "set"), m.value(call.Argument(1), "set")
		m.mayChange(h, "set")
		h.set(name, value)
		return goja.Undefined()
	})
	m.defineIteration()
}

func (m *Module) defineIteration() {
	c, vm := m.class, m.k.VM
	c.Method("forEach", 1, func(h *Headers, call goja.FunctionCall) goja.Value {
		m.need(call, "forEach", 1)
		if _, ok := goja.AssertFunction(call.Argument(0)); !ok {
			panic(m.k.TypeError("Headers.forEach: the callback must be a function"))
		}
		callback, this, self := call.Argument(0), call.Argument(1), call.This
		at := cursor{headers: h}
		for e, ok := at.next(); ok; e, ok = at.next() {
			m.k.Call(callback, this, m.text(e.value), vm.ToValue(e.name), self)
		}
		return goja.Undefined()
	})
	iterate := func(name string, value func(entry) goja.Value) *goja.Object {
		return c.Method(name, 0, func(h *Headers, _ goja.FunctionCall) goja.Value {
			at := &cursor{headers: h}
			return m.k.Iterator("Headers Iterator", func() (goja.Value, bool) {
				e, ok := at.next()
				if !ok {
					return nil, false
				}
				return value(e), true
			})
		})
	}
	iterate("keys", func(e entry) goja.Value { return vm.ToValue(e.name) })
	iterate("values", func(e entry) goja.Value { return m.text(e.value) })
	entries := iterate("entries", func(e entry) goja.Value { return m.k.Pair(vm.ToValue(e.name), m.text(e.value)) })
	c.SymbolMethod(goja.SymIterator, entries)
}

func (m *Module) mayChange(h *Headers, method string) {
	if h.guard == Immutable {
		panic(m.k.TypeError("Headers.%s: these headers are immutable; make a copy with new Headers(headers)", method))
	}
}

func (m *Module) need(call goja.FunctionCall, method string, n int) {
	if len(call.Arguments) < n {
		panic(m.k.TypeError("Headers.%s: %d argument(s) required, but only %d found", method, n, len(call.Arguments)))
	}
}
