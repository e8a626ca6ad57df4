package asynccontext

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// storage is an AsyncLocalStorage (https://nodejs.org/api/async_context.html#class-asynclocalstorage).
type storage struct {
	age      uint64 // how often it was disabled
	initial  goja.Value
	nameless goja.Value
}

func (m *Module) defineStorage() {
	class := native.NewClass(m.k, "AsyncLocalStorage", 0, nil, func(call goja.ConstructorCall) *storage {
		options := call.Argument(0)
		s := &storage{initial: m.k.Option(options, "defaultValue"), nameless: m.k.VM.ToValue("")}
		if name := m.k.Option(options, "name"); !native.IsUndefined(name) {
			s.nameless = m.k.VM.ToValue(native.Text(name))
		}
		return s
	})
	class.Getter("name", func(s *storage) goja.Value { return s.nameless })
	class.Method("getStore", 0, func(s *storage, _ goja.FunctionCall) goja.Value {
		if v, ok := m.current.lookup(s); ok {
			return v
		}
		if s.initial == nil {
			return goja.Undefined()
		}
		return s.initial
	})
	class.Method("run", 2, func(s *storage, call goja.FunctionCall) goja.Value {
		return m.within(m.current.with(s, call.Argument(0)), call.Argument(1), goja.Undefined(), rest(call, 2))
	})
	class.Method("exit", 1, func(s *storage, call goja.FunctionCall) goja.Value {
		return m.within(m.current.with(s, goja.Undefined()), call.Argument(0), goja.Undefined(), rest(call, 1))
	})
	class.Method("enterWith", 1, func(s *storage, call goja.FunctionCall) goja.Value {
		m.set(m.current.with(s, call.Argument(0)))
		return goja.Undefined()
	})
	class.Method("disable", 0, func(s *storage, _ goja.FunctionCall) goja.Value {
		s.age++
		return goja.Undefined()
	})
	class.Static("bind", 1, func(call goja.FunctionCall) goja.Value {
		return m.bind(m.current, m.function(call.Argument(0)), nil)
	})
	class.Static("snapshot", 0, func(goja.FunctionCall) goja.Value {
		c := m.current
		return m.k.Function("", 1, func(call goja.FunctionCall) goja.Value {
			return m.within(c.on(m.current), call.Argument(0), call.This, rest(call, 1))
		})
	})
	m.k.Put(m.exports, "AsyncLocalStorage", class.Constructor)
}

// function gives a function, or throws a TypeError.
func (m *Module) function(v goja.Value) *goja.Object {
	if _, ok := goja.AssertFunction(v); !ok {
		panic(m.k.TypeError("The \"fn\" argument must be of type function"))
	}
	return v.(*goja.Object)
}

// within calls a function in a context and goes back to the one before, whatever it throws.
func (m *Module) within(c *Context, f, this goja.Value, args []goja.Value) goja.Value {
	f = m.function(f)
	before := m.current
	defer m.set(before)
	m.set(c)
	return m.k.Call(f, this, args...)
}

// bind makes a function that calls f in a context; this is what it is called on unless it is given here.
func (m *Module) bind(c *Context, f *goja.Object, this goja.Value) *goja.Object {
	length := 0
	if n := f.Get("length"); n != nil {
		length = int(n.ToInteger())
	}
	return m.k.Function("bound", length, func(call goja.FunctionCall) goja.Value {
		receiver := this
		if receiver == nil {
			receiver = call.This
		}
		return m.within(c.on(m.current), f, receiver, call.Arguments)
	})
}

// rest gives the arguments from the n-th on.
func rest(call goja.FunctionCall, n int) []goja.Value {
	if len(call.Arguments) <= n {
		return nil
	}
	return call.Arguments[n:]
}
