package ecma

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// promises adds Promise.withResolvers (https://tc39.es/ecma262/#sec-promise.withResolvers) and Promise.try
// (https://tc39.es/ecma262/#sec-promise.try).
func (i *installer) promises() {
	promise := i.lookup("Promise")
	i.method(promise, "withResolvers", 0, func(call goja.FunctionCall) goja.Value {
		c := i.capability(call.This, promise)
		o := i.k.Object()
		i.k.Put(o, "promise", c.promise)
		i.k.Put(o, "resolve", c.resolve)
		i.k.Put(o, "reject", c.reject)
		return o
	})
	i.method(promise, "try", 1, func(call goja.FunctionCall) goja.Value {
		c := i.capability(call.This, promise)
		var args []goja.Value
		if len(call.Arguments) > 1 {
			args = call.Arguments[1:]
		}
		var v goja.Value
		if thrown := i.k.VM.Try(func() { v = i.k.Call(call.Argument(0), goja.Undefined(), args...) }); thrown != nil {
			i.k.Call(c.reject, goja.Undefined(), thrown.Value())
		} else {
			i.k.Call(c.resolve, goja.Undefined(), v)
		}
		return c.promise
	})
}

// capability is a PromiseCapability Record (https://tc39.es/ecma262/#sec-promisecapability-records).
type capability struct {
	promise         *goja.Object
	resolve, reject goja.Value
}

// capability makes a promise of the class that a static method is called on. What a native promise is resolved with is
// adopted.
func (i *installer) capability(class goja.Value, promise *goja.Object) capability {
	constructor, ok := class.(*goja.Object)
	if !ok {
		panic(i.k.TypeError("Promise's method called on what is not an object"))
	}
	if _, ok := goja.AssertConstructor(constructor); !ok {
		panic(i.k.TypeError("Promise's method called on what is not a constructor"))
	}
	var c capability
	made, err := i.k.VM.New(constructor, i.k.Function("", 2, func(call goja.FunctionCall) goja.Value {
		if !native.IsUndefined(c.resolve) || !native.IsUndefined(c.reject) {
			panic(i.k.TypeError("the executor of a promise was called twice"))
		}
		c.resolve, c.reject = call.Argument(0), call.Argument(1)
		return goja.Undefined()
	}))
	native.Check(err)
	c.promise = made
	i.function(c.resolve, "the function that resolves the promise")
	i.function(c.reject, "the function that rejects the promise")
	if constructor == promise {
		resolve := native.Raw(c.resolve)
		c.resolve = i.k.Function("", 1, func(call goja.FunctionCall) goja.Value {
			return resolve(goja.FunctionCall{Arguments: []goja.Value{i.adopt(call.Argument(0))}})
		})
	}
	return c
}
