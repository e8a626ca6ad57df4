package native

import (
	"reflect"

	"github.com/dop251/goja"
)

// Promise makes a pending promise with the functions that settle it, which are the owner's: they may only be called in
// a turn.
func (k *Kit) Promise() (promise *goja.Object, resolve, reject func(v goja.Value)) {
	p, res, rej := k.VM.NewPromise()
	return k.VM.ToValue(p).(*goja.Object),
		func(v goja.Value) { Check(res(v)) },
		func(v goja.Value) { Check(rej(v)) }
}

// Resolved makes a promise as Promise.resolve(v) does.
func (k *Kit) Resolved(v goja.Value) *goja.Object {
	return Must(k.resolve(k.promise, v)).(*goja.Object)
}

// Rejected makes a promise that is rejected with v.
func (k *Kit) Rejected(v goja.Value) *goja.Object {
	promise, _, reject := k.Promise()
	reject(v)
	return promise
}

// Async runs f at once and makes a promise of it: of what it returns, or rejected with what it throws.
func (k *Kit) Async(f func() goja.Value) *goja.Object {
	var v goja.Value
	if thrown := k.VM.Try(func() { v = f() }); thrown != nil {
		return k.Rejected(thrown.Value())
	}
	return k.Resolved(v)
}

// Then is promise.then(fulfilled, rejected) as it was before the app could change it. Both functions may be nil.
func (k *Kit) Then(promise *goja.Object, fulfilled, rejected func(v goja.Value) goja.Value) *goja.Object {
	return Must(k.then(promise, k.reaction(fulfilled), k.reaction(rejected))).(*goja.Object)
}

func (k *Kit) reaction(f func(v goja.Value) goja.Value) goja.Value {
	if f == nil {
		return goja.Undefined()
	}
	return k.VM.ToValue(func(c goja.FunctionCall) goja.Value { return f(c.Argument(0)) })
}

// Microtask queues f among the promises' jobs (https://html.spec.whatwg.org/#queue-a-microtask).
func (k *Kit) Microtask(f func()) {
	k.Then(k.resolvedPromise, func(goja.Value) goja.Value {
		f()
		return goja.Undefined()
	}, nil)
}

var promiseType = reflect.TypeFor[*goja.Promise]()

// PromiseOf gives the promise that v is, if it is one.
func PromiseOf(v goja.Value) (*goja.Promise, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != promiseType {
		return nil, false
	}
	p, ok := o.Export().(*goja.Promise)
	return p, ok
}
