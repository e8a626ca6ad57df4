package dbbind

import (
	"github.com/dop251/goja"
)

// defineTransaction makes the prototype of the functions that db.transaction
// returns. Their variants deferred, immediate and exclusive exist for apps
// written for better-sqlite3; all begin IMMEDIATE.
func (b *binding) defineTransaction() {
	function := b.prototypeOf(b.global("Function"))
	p := b.vm.CreateObject(function)
	b.transactionProto = p
	for _, name := range []string{"default", "deferred", "immediate", "exclusive"} {
		b.getter(p, name, func(call goja.FunctionCall) goja.Value { return call.This })
	}
	b.getter(p, "database", func(goja.FunctionCall) goja.Value { return b.db })
}

// transaction is db.transaction(fn): a function that runs fn within a
// transaction, or within a savepoint of the open one.
func (b *binding) transaction(call goja.FunctionCall) goja.Value {
	fn, ok := goja.AssertFunction(call.Argument(0))
	if !ok {
		b.throw(typeErrorf("db.transaction needs a function, not %s", describe(call.Argument(0))), "")
	}
	f := b.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		return b.runTransaction(fn, call)
	}).(*goja.Object)
	b.named(f, "transaction", 0)
	b.must(f.SetPrototype(b.transactionProto))
	return f
}

// runTransaction runs fn with the arguments and this of the call. Whatever fn
// throws passes through as it is, after a rollback.
func (b *binding) runTransaction(fn goja.Callable, call goja.FunctionCall) goja.Value {
	frame := b.beginTransaction()
	committed := false
	defer func() {
		if committed || !b.tryEnter() {
			return
		}
		defer b.leave()
		if err := b.d.rollback(frame); err != nil {
			// What is being thrown matters more; the end of the task tries again.
			b.d.log.Error("a transaction could not be rolled back", "error", err)
		}
	}()
	result, err := fn(call.This, call.Arguments...)
	if err != nil {
		panic(err) // a *goja.Exception, or an interrupt: goja passes both on
	}
	if isThenable(result) {
		b.throw(typeErrorf("a transaction's function must not return a promise: it is rolled back; await before or after db.transaction"), "")
	}
	b.commitTransaction(frame)
	committed = true
	return result
}

func (b *binding) beginTransaction() frame {
	b.enter()
	defer b.leave()
	f, err := b.d.begin()
	if err != nil {
		b.throw(err, "")
	}
	return f
}

func (b *binding) commitTransaction(f frame) {
	b.enter()
	defer b.leave()
	if err := b.d.commit(f); err != nil {
		b.throw(err, "")
	}
}

// isThenable reports whether await would wait for v.
func isThenable(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	_, ok = goja.AssertFunction(o.Get("then"))
	return ok
}
