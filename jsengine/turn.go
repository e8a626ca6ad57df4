package jsengine

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
)

// outcome says how a turn ended, beyond what the app itself did.
type outcome struct {
	// stopped is why the turn was interrupted, nil when it was not.
	stopped error
	// crash is a stack overflow or a Go panic; the runtime is not to be trusted after it.
	crash error
	// thrown is an exception that f let through.
	thrown *goja.Exception
	// undone is what the database had to clean up.
	undone error
}

// failed says whether the runtime has to be replaced.
func (o *outcome) failed() bool { return o.stopped != nil || o.crash != nil }

// work is what a turn does.
type work interface {
	// script runs JavaScript.
	script()
	// conclude looks at what the script has left, when the microtasks have run; it may still run the app's code. It is
	// not called when the runtime can't be trusted any more.
	conclude(o *outcome)
}

// turning is the turn that is under way in a runtime.
type turning struct {
	work    work
	context *asynccontext.Context
	outcome outcome
}

// steps are the parts of a turn, made once for a runtime.
type steps struct{ script, stretch, conclude, drain, report func() }

func (rt *runtime) newSteps() steps {
	script := func() { rt.turning.work.script() }
	return steps{
		script: script,
		// The script is one piece of JavaScript: the microtasks that it queues run after it, and not after each call that
		// it makes.
		stretch: func() { rt.rethrow(rt.async.Run(script)) },
		conclude: func() {
			rt.async.Begin(rt.turning.context)
			rt.turning.work.conclude(&rt.turning.outcome)
		},
		drain:  rt.drain,
		report: rt.reportRejections,
	}
}

// turn does a piece of work inside a runtime in a context and under the deadline: its script, the microtasks to their
// end, then what ends a turn, and the report of unhandled rejections.
func (own *owner) turn(c *asynccontext.Context, w work) outcome {
	rt := scopeOf(c).rt
	limit := own.cfg.Timeout
	if rt.launch != nil {
		limit = max(limit, minStartTime)
	}
	t := &rt.turning
	t.work, t.context = w, c
	own.turned, own.sqlBefore = rt, own.sqlTime()
	own.active.Store(rt.vm)
	own.batchOf.BeginTask()
	own.deadline.arm(limit)
	rt.async.Begin(c)
	var ok bool
	if rt.launch != nil { // programs are evaluated, which are pieces of their own
		ok = rt.guard(rt.steps.script) && rt.guard(rt.steps.drain)
	} else {
		ok = rt.guard(rt.steps.stretch)
	}
	ok = ok && rt.guard(rt.steps.conclude)
	if ok && rt.jobs {
		rt.jobs = false
		ok = rt.guard(rt.steps.drain)
	}
	if ok && len(rt.rejections.promises) > 0 {
		rt.guard(rt.steps.report)
	}
	abandoned, stopped := own.deadline.disarm()
	if abandoned {
		own.leave()
	}
	if stopped == nil && rt.interrupted {
		stopped = ErrTimeout
	}
	t.outcome.stopped = stopped
	own.active.Store(nil)
	rt.async.End()
	t.outcome.undone = own.batchOf.EndTask()
	o := t.outcome
	*t = turning{}
	return o
}

// continuation is the work of something that was waited for: a timer, the result of a host operation. What it throws is
// its request's error.
type continuation struct {
	rt       *runtime
	f        func()
	starting error // how the launch of the runtime stands
}

func (w *continuation) script() { w.f() }

func (w *continuation) conclude(o *outcome) {
	rt, r := w.rt, scopeOf(w.rt.turning.context).request
	if r == nil && o.thrown != nil {
		rt.reportThrown(o.thrown)
		o.thrown = nil
	}
	rt.conclude(r, o)
	if rt.launch != nil {
		w.starting = rt.launched()
	}
}

// continueIn is the turn of a continuation.
func (own *owner) continueIn(c *asynccontext.Context, f func()) {
	rt, r := scopeOf(c).rt, scopeOf(c).request
	rt.touch(r)
	w := &continuation{rt: rt, f: f}
	o := own.turn(c, w)
	if rt.launch != nil && !o.failed() {
		own.afterLaunch(rt, &o, w.starting)
	}
	own.afterTurn(rt, r, &o)
}

// lastWords is the work of telling the app what has become of a request. What it throws is nobody's error.
type lastWords struct {
	rt *runtime
	f  func()
}

func (w lastWords) script() { w.f() }

func (w lastWords) conclude(o *outcome) {
	if o.thrown != nil {
		w.rt.reportThrown(o.thrown)
	}
	w.rt.conclude(nil, o)
}

// afterTurn is what follows the turn of a request, or of the app itself: a runtime that can't be trusted is replaced,
// and one that has had its day is let go.
func (own *owner) afterTurn(rt *runtime, r *Request, o *outcome) {
	if o.undone != nil {
		own.cfg.Logger.Error("a turn of the app was not finished", slog.Any("error", o.undone))
	}
	if o.failed() {
		reason := o.crash
		if o.stopped != nil {
			reason = own.stopError(o.stopped)
		}
		if r != nil {
			rt.finish(r, asFailure(reason))
		}
		own.recycle(rt, reason)
		return
	}
	own.releaseRetired(rt)
}

// releaseRetired lets go of a runtime of former code in which nothing is to be waited for any more.
func (own *owner) releaseRetired(rt *runtime) {
	if rt.retired && len(rt.open) == 0 && rt.kept == 0 {
		rt.stop(ErrClosed)
		delete(own.retired, rt)
	}
}

// asFailure makes a crash of the engine an error of the request's.
func asFailure(reason error) error {
	if errors.Is(reason, ErrTimeout) {
		return reason
	}
	return &ScriptError{Status: 500, Message: reason.Error()}
}

// guard runs a part of a turn with goja's exceptions caught and everything that must not reach the owner's goroutine
// recovered. It reports whether the turn can go on.
func (rt *runtime) guard(f func()) (ok bool) {
	o := &rt.turning.outcome
	defer func() {
		switch x := recover().(type) {
		case nil:
		case *goja.InterruptedError:
			rt.interrupted = true
		case *goja.StackOverflowError:
			o.crash = fmt.Errorf("%w (more than %d)", errDepth, maxCallDepth)
		default:
			o.crash = fmt.Errorf("%w: %v\n%s", errPanic, x, debug.Stack())
		}
		ok = o.crash == nil && !rt.interrupted
	}()
	if thrown := rt.vm.Try(f); thrown != nil {
		rt.interrupted = rt.interrupted || rt.expired() // as no JavaScript has run that would have noticed
		if o.thrown == nil {
			o.thrown = thrown
		}
	}
	return true
}
