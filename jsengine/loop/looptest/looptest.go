// Package looptest is an event loop for tests of what is built upon package loop: a runtime, one scope, and turns that
// run on the goroutine of the test.
package looptest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// patience is how long [Loop.Run] waits before it fails the test and says what is pending.
const patience = 10 * time.Second

// Loop is a [loop.Loop] for a test. Its one scope is that of a request, which ends with the test.
//
// Scripts find setTimeout, clearTimeout and queueMicrotask.
type Loop struct {
	// VM is the runtime, and Kit its kit.
	VM  *goja.Runtime
	Kit *native.Kit
	// Reports and Warnings are what was given to Report and Warn, and what turns threw.
	Reports  []goja.Value
	Warnings []string

	t          testing.TB
	ctx        context.Context
	cancel     context.CancelFunc
	work       sync.WaitGroup // goroutines of Go
	operations map[*operation]struct{}
	timers     int // pending timers of After
	cleanups   registry[func()]
	onAbort    registry[func(goja.Value)]
	aborted    goja.Value
	ended      bool

	mu    sync.Mutex
	queue []func()
	wake  chan struct{} // holds a token when the queue may hold something
}

var _ loop.Loop = (*Loop)(nil)

// New makes a runtime and its loop. When the test is over, the scope ends, and New's cleanup waits for what Go has
// begun.
func New(t testing.TB) *Loop {
	t.Helper()
	vm := goja.New()
	l := &Loop{
		VM: vm, Kit: native.New(vm), t: t,
		operations: make(map[*operation]struct{}),
		wake:       make(chan struct{}, 1),
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.defineTimers()
	t.Cleanup(l.End)
	return l
}

// Run runs a script as a turn, then turns until the promise that is the script's result has settled or, when it is
// none, until nothing is pending. It gives the result, or what the promise was fulfilled with. What is thrown fails
// the test.
func (l *Loop) Run(script string) goja.Value {
	l.t.Helper()
	v, err := l.RunErr(script)
	if err != nil {
		l.t.Fatalf("%s\n%v", script, err)
	}
	return v
}

// RunErr is Run for a script that may throw, or give a promise that may be rejected: err then describes what was thrown,
// and the value is that.
func (l *Loop) RunErr(script string) (goja.Value, error) {
	l.t.Helper()
	v, err := l.VM.RunString(script)
	if exception, ok := err.(*goja.Exception); ok { //nolint:errorlint // errors.As could run the script's code
		return exception.Value(), err
	}
	if err != nil {
		return nil, err
	}
	promise, _ := native.PromiseOf(v)
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for l.goesOn(promise) {
		if l.runQueued() {
			continue
		}
		select {
		case <-l.wake:
		case <-timeout.C:
			l.t.Fatalf("%s\nstill waits after %v; pending: %s", script, patience, l.pending())
		}
	}
	if promise == nil {
		return v, nil
	}
	switch promise.State() {
	case goja.PromiseStateFulfilled:
		return promise.Result(), nil
	case goja.PromiseStateRejected:
		return promise.Result(), errors.New("rejected: " + promise.Result().String())
	default:
		return goja.Undefined(), errors.New("the promise is pending, and nothing is left that could settle it")
	}
}

// goesOn reports whether there is something to wait for. What nothing waits for in a real loop, Run waits for as long as
// the script's own promise is pending, so that it can be tested.
func (l *Loop) goesOn(promise *goja.Promise) bool {
	if promise != nil && promise.State() != goja.PromiseStatePending {
		return false
	}
	l.mu.Lock()
	queued := len(l.queue) > 0
	l.mu.Unlock()
	return queued || len(l.operations) > 0 || promise != nil && l.timers > 0
}

func (l *Loop) pending() string {
	var where []string
	for op := range l.operations {
		where = append(where, op.origin)
	}
	if len(where) == 0 {
		return "only timers of After"
	}
	return strings.Join(where, ", ")
}

// Abort aborts the request with a reason, once: it calls what OnAbort was given, each as a turn.
func (l *Loop) Abort(reason goja.Value) {
	if l.aborted != nil {
		return
	}
	l.aborted = reason
	for _, f := range l.onAbort.take() {
		l.turn(func() { f(reason) })
	}
}

// End ends the scope as the end of a request does: what is pending is canceled, and what was left to clean up is. It
// waits for the work that Go has begun.
func (l *Loop) End() {
	if l.ended {
		return
	}
	l.ended = true
	for op := range l.operations {
		op.ended = true
		if op.cancel != nil {
			op.cancel()
		}
	}
	clear(l.operations)
	for _, f := range l.cleanups.take() {
		f()
	}
	l.cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.work.Wait()
	}()
	select {
	case <-done:
	case <-time.After(patience):
		l.t.Errorf("the work that Go has begun does not end with its context")
	}
}

// turn runs f and then the microtasks, and reports what f throws.
func (l *Loop) turn(f func()) {
	run, _ := goja.AssertFunction(l.VM.ToValue(func(goja.FunctionCall) goja.Value {
		f()
		return goja.Undefined()
	}))
	if _, err := run(goja.Undefined()); err != nil {
		l.Report(native.Thrown(err))
	}
}

func (l *Loop) enqueue(f func()) {
	l.mu.Lock()
	l.queue = append(l.queue, f)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// runQueued runs one turn, if one is queued.
func (l *Loop) runQueued() bool {
	l.mu.Lock()
	if len(l.queue) == 0 {
		l.mu.Unlock()
		return false
	}
	f := l.queue[0]
	l.queue = l.queue[1:]
	l.mu.Unlock()
	f()
	return true
}
