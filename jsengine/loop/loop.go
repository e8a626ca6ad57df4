// Package loop is what the parts of the engine that do something asynchronous see of a runtime's event loop: fetch,
// streams, hashes, sockets. The engine implements it.
//
// JavaScript runs in turns, one at a time, on the goroutine of whoever owns the instance then. Everything here is the
// owner's, to be called in a turn, except where it says otherwise. What JavaScript begins belongs to a scope: the
// request in whose context it runs, or, at the top level, the app. A request is not over as long as something that it
// has begun is pending; when it is over first, because its time has passed or the instance stops, what is pending is
// canceled and its promises stay pending for ever.
package loop

import (
	"context"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Loop is the event loop of one runtime.
type Loop interface {
	// Begin registers something that the current scope waits for. cancel, which may be nil, is called by the owner
	// when the scope ends before the operation; it must not block and must not run JavaScript. Begin throws a RangeError
	// when too much is pending. In a scope that has ended it gives an operation that has ended too.
	Begin(cancel func()) Operation

	// Go runs work on a goroutine of its own, and then what work returns as a turn in the context in which Go was
	// called; a nil function is no turn. From the call of Go to the end of that turn it is an operation of the current
	// scope. ctx ends when the scope does or the instance stops, which waits for work to return; the function that
	// work returns is not called then.
	Go(work func(ctx context.Context) (finish func()))

	// Emit lets an effect leave the instance: a part of a response, a frame, an outbound request. effect runs when
	// what the database has written before is safe, at once if there is nothing; it must neither block nor run
	// JavaScript. It is dropped when what was written could not be made safe.
	Emit(effect func())

	// Report logs what was thrown where no request can be told of it: in an event listener, in a microtask.
	Report(thrown goja.Value)

	// Warn logs what the app should know, with the current request if there is one.
	Warn(message string)

	// OnAbort calls f in a turn when the current request is aborted: its client has gone away, its time has passed or
	// the app is replaced. reason is a DOMException. Outside a request, or after the response, f is never called.
	// The function that it returns takes that back.
	OnAbort(f func(reason goja.Value)) (remove func())

	// Cleanup calls f when the current scope ends, which nothing waits for: to close a body that nobody has read, to
	// remove a temporary file. f is called by the owner; it must neither block nor run JavaScript. The function
	// that it returns takes that back. In a scope that has ended f is called at once.
	Cleanup(f func()) (remove func())

	// Poster gives a function that queues turns in the context in which Poster was called, for something that may come
	// or not, such as a message: nothing waits for it, and when the scope has ended what is posted is dropped. The
	// function may be called from any goroutine.
	Poster() (post func(f func()))

	// After calls f as a turn, in the context in which After was called, when the time has passed, unless the scope
	// has ended by then. Nothing waits for it: AbortSignal.timeout is such a timer. The function that it returns
	// stops it.
	After(d time.Duration, f func()) (stop func())
}

// Operation is something that JavaScript waits for.
type Operation interface {
	// Resume queues f, to be run as a turn in the context in which the operation began. It may be called from any
	// goroutine, and more than once. f is not called when the operation has ended before its time comes.
	Resume(f func())

	// End says that nothing more will come of the operation. Ending twice does nothing.
	End()

	// Ended reports whether the operation has ended.
	Ended() bool
}

// Promise runs work on a goroutine of its own (see [Loop].Go) and makes a promise of it. value makes of the result what
// the promise is fulfilled with, and failure of an error what it is rejected with; both are called in the turn that
// settles it and may throw what it shall be rejected with.
func Promise[T any](l Loop, k *native.Kit, work func(ctx context.Context) (T, error), value func(T) goja.Value, failure func(error) goja.Value) *goja.Object {
	promise, resolve, reject := k.Promise()
	l.Go(func(ctx context.Context) func() {
		result, err := work(ctx)
		return func() {
			var v goja.Value
			thrown := k.VM.Try(func() {
				if err != nil {
					v = failure(err)
				} else {
					v = value(result)
				}
			})
			switch {
			case thrown != nil:
				reject(thrown.Value())
			case err != nil:
				reject(v)
			default:
				resolve(v)
			}
		}
	})
	return promise
}
