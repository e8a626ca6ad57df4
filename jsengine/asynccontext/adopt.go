package asynccontext

import (
	"reflect"

	"github.com/dop251/goja"
)

// AwaitName and ReturnName are global functions of one argument. The bundler has compiled code call the first on what
// it awaits, and the second on what async functions return. No code can refer to these names as variables.
const (
	AwaitName  = "hbf:await"
	ReturnName = "hbf:return"
)

var (
	promiseType  = reflect.TypeFor[*goja.Promise]()
	functionType = reflect.TypeFor[func(goja.FunctionCall) goja.Value]()
)

func (m *Module) defineIntrinsics() {
	global := m.k.VM.GlobalObject()
	for name, adopt := range map[string]func(goja.Value) goja.Value{AwaitName: m.await, ReturnName: m.Adopt} {
		f := m.k.Function("", 1, func(call goja.FunctionCall) goja.Value { return adopt(call.Argument(0)) })
		if err := global.DefineDataProperty(name, f, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
			panic(err)
		}
	}
}

// Adopt prepares what a promise is about to be resolved with: of a thenable that is no native promise it reads then, in
// the current context, and gives a stand-in for it. The stand-in must go nowhere but to the resolve function of a native
// promise. Everything else it gives back.
func (m *Module) Adopt(v goja.Value) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok || m.isNative(o) {
		return v
	}
	if adopted := m.adopt(o); adopted != nil {
		return adopted
	}
	return v
}

// await is Adopt for what goes through PromiseResolve(%Promise%, v) (https://tc39.es/ecma262/#sec-promise-resolve), of
// which goja would take any object for a promise that says so.
func (m *Module) await(v goja.Value) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok {
		return v
	}
	isPromise := o.ExportType() == promiseType
	if isPromise && (o.Prototype() == m.promises.prototype || o.Get("constructor") == m.promises.constructor) {
		return v
	}
	if adopted := m.adopt(o); adopted != nil {
		return adopted
	}
	if !isPromise && o.Get("constructor") == m.promises.constructor {
		promise, resolve, _ := m.k.Promise()
		resolve(o)
		return promise
	}
	return v
}

// isNative reports a promise that is an instance of Promise itself.
func (m *Module) isNative(o *goja.Object) bool {
	return o.ExportType() == promiseType && o.Prototype() == m.promises.prototype
}

// adopt gives the stand-in for a thenable, and nil for what is none.
func (m *Module) adopt(o *goja.Object) goja.Value {
	a := &adopted{m: m, context: m.current, thenable: o}
	if thrown := m.k.VM.Try(func() { a.then = o.Get("then") }); thrown != nil {
		a.thrown = thrown.Value()
	} else if _, callable := goja.AssertFunction(a.then); !callable {
		return nil
	}
	return m.k.VM.NewDynamicObject(a)
}

// adopted stands in for a thenable where a promise is resolved with it. Its then is called in the job that would call
// that of the thenable, with the functions that settle the promise.
type adopted struct {
	m        *Module
	context  *Context
	thenable *goja.Object
	then     goja.Value
	thrown   goja.Value // what reading then threw
}

// Get implements [goja.DynamicObject].
func (a *adopted) Get(key string) goja.Value {
	switch {
	case key != "then":
		return goja.Undefined()
	case a.thrown != nil:
		panic(a.thrown)
	}
	return a.m.promises.adoptedThen
}

// Set implements [goja.DynamicObject].
func (*adopted) Set(string, goja.Value) bool { return false }

// Has implements [goja.DynamicObject].
func (*adopted) Has(string) bool { return false }

// Delete implements [goja.DynamicObject].
func (*adopted) Delete(string) bool { return true }

// Keys implements [goja.DynamicObject].
func (*adopted) Keys() []string { return nil }

// thenOfAdopted calls the thenable's own then in its context. It is a job of its own.
func (m *Module) thenOfAdopted(call goja.FunctionCall) goja.Value {
	a, ok := call.This.Export().(*adopted)
	if !ok {
		panic(m.k.TypeError("Illegal invocation"))
	}
	m.set(a.context)
	defer m.Exited()
	return m.k.Call(a.then, a.thenable, call.Argument(0), call.Argument(1))
}
