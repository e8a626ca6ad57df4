package asynccontext

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// promises holds what is needed of Promise as it was before the app could change it.
type promises struct {
	constructor, prototype *goja.Object
	resolve, then, finally func(goja.FunctionCall) goja.Value
	async                  *goja.Object // the prototype of async functions, which return native promises only
	adoptedThen            goja.Value
	// reaction and cleanup wrap functions given to then and to finally.
	reaction, cleanup goja.ProxyTrapConfig
}

// definePromises replaces the methods of Promise that resolve promises with what the app's functions return.
func (m *Module) definePromises() {
	p := &m.promises
	p.constructor = m.k.VM.Get("Promise").(*goja.Object)
	p.prototype = p.constructor.Get("prototype").(*goja.Object)
	p.resolve, p.then, p.finally = native.Raw(p.constructor.Get("resolve")), native.Raw(p.prototype.Get("then")), native.Raw(p.prototype.Get("finally"))
	if f, err := m.k.VM.RunProgram(asyncFunction); err == nil {
		p.async = f.(*goja.Object).Prototype()
	}
	p.adoptedThen = m.k.Function("then", 2, m.thenOfAdopted)
	p.reaction.Apply = func(f *goja.Object, this goja.Value, args []goja.Value) goja.Value {
		return m.Adopt(m.k.Call(f, this, args...))
	}
	p.cleanup.Apply = func(f *goja.Object, this goja.Value, args []goja.Value) goja.Value {
		return m.await(m.k.Call(f, this, args...))
	}
	m.k.Hide(p.constructor, "resolve", m.k.Function("resolve", 1, m.resolve))
	m.k.Hide(p.prototype, "then", m.k.Function("then", 2, m.then))
	m.k.Hide(p.prototype, "finally", m.k.Function("finally", 1, m.finally))
}

var asyncFunction = goja.MustCompile("hbf:async", "(async () => {})", true)

// resolve is Promise.resolve (https://tc39.es/ecma262/#sec-promise.resolve). Subclasses see the value itself.
func (m *Module) resolve(call goja.FunctionCall) goja.Value {
	v := call.Argument(0)
	if call.This == m.promises.constructor {
		v = m.await(v)
	}
	return m.promises.resolve(goja.FunctionCall{This: call.This, Arguments: []goja.Value{v}})
}

// then is Promise.prototype.then (https://tc39.es/ecma262/#sec-promise.prototype.then).
func (m *Module) then(call goja.FunctionCall) goja.Value {
	if o, ok := call.This.(*goja.Object); ok && m.isNative(o) {
		return m.promises.then(goja.FunctionCall{This: o, Arguments: []goja.Value{
			m.wrapped(call.Argument(0), &m.promises.reaction), m.wrapped(call.Argument(1), &m.promises.reaction),
		}})
	}
	return m.promises.then(call)
}

// finally is Promise.prototype.finally (https://tc39.es/ecma262/#sec-promise.prototype.finally).
func (m *Module) finally(call goja.FunctionCall) goja.Value {
	if o, ok := call.This.(*goja.Object); ok && m.isNative(o) {
		return m.promises.finally(goja.FunctionCall{This: o, Arguments: []goja.Value{
			m.wrapped(call.Argument(0), &m.promises.cleanup),
		}})
	}
	return m.promises.finally(call)
}

// wrapped has what a function returns adopted. Functions that can't return a thenable, and what is no function or is a
// proxy already, stay as they are. A proxy is the cheapest function there is to make.
func (m *Module) wrapped(v goja.Value, traps *goja.ProxyTrapConfig) goja.Value {
	f, ok := v.(*goja.Object)
	if !ok || f.ExportType() != functionType || f.Prototype() == m.promises.async {
		return v
	}
	return m.k.VM.ToValue(m.k.VM.NewProxy(f, traps))
}
