package jsengine

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
)

// enqueue appends a task and starts an owner if there is none. It reports false when the instance is closed.
func (i *Instance) enqueue(t task) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return false
	}
	i.queue.push(t)
	i.watchQueue(t)
	switch {
	case !i.owned:
		i.owned = true
		go i.own()
	case i.resting:
		i.wakeOwner()
	}
	return true
}

// wakeOwner ends the rest of the owner. It is called with mu held.
func (i *Instance) wakeOwner() {
	i.resting = false
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

// restTime is how long an owner without work waits for more. A goroutine that has done work has the stack for it, which
// a new one would have to grow anew.
const restTime = 20 * time.Millisecond

// own runs batches until there has been nothing to do for a while. At most one goroutine is in it.
func (i *Instance) own() {
	clock := time.NewTimer(restTime)
	defer clock.Stop()
	for {
		for i.take() {
			i.runBatch()
		}
		clock.Reset(restTime)
		select {
		case <-i.wake:
		case <-clock.C:
		}
		if i.disown() {
			return
		}
	}
}

// take moves waiting tasks into the next batch. When there are none it reports false, and enqueue wakes the owner.
func (i *Instance) take() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	clear(i.batch)
	i.batch = i.batch[:0]
	for len(i.batch) < maxBatch {
		t, ok := i.queue.pop()
		if !ok {
			break
		}
		if i.closed {
			t.release()
			continue
		}
		i.batch = append(i.batch, t)
	}
	if len(i.batch) > 0 {
		return true
	}
	i.resting = true
	if i.closed { // there is nothing to wait for
		i.wakeOwner()
	}
	return false
}

// disown ends the owner's time if there is still nothing to do. The next task starts another owner.
func (i *Instance) disown() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.resting = false
	select {
	case <-i.wake: // which came when the time was over
	default:
	}
	if i.queue.count > 0 {
		return false
	}
	i.owned = false
	if i.idle != nil {
		i.finish()
	}
	return true
}

func (i *Instance) runBatch() {
	var began time.Time // of what is not safe yet
	for _, t := range i.batch {
		_, host := t.(*hostTask)
		if host { // what the host does is between two batches
			_ = i.endBatch()
		}
		if !i.stopping.Load() {
			t.run(i)
		}
		if host {
			_ = i.endBatch()
		}
		t.release()
		switch {
		case i.cfg.Batch.Unsaved() == 0:
			i.letGo()
			began = time.Time{}
		case began.IsZero():
			began = time.Now()
		case time.Since(began) > maxBatchTime:
			_ = i.endBatch()
			began = time.Time{}
		}
	}
	_ = i.endBatch()
}

// effect is something that leaves the instance when what the batch has changed is safe. r is the request whose response
// it is a part of, nil for none.
type effect struct {
	f           func()
	r           *Request
	transaction uint64 // that it depends on
}

// emit lets an effect leave, at once as long as the batch has changed nothing, and after those that are held.
func (i *Instance) emit(e effect) {
	e.transaction = i.cfg.Batch.Unsaved()
	if e.transaction != 0 || len(i.held) > 0 {
		i.held = append(i.held, e)
		return
	}
	e.f()
}

// letGo lets the effects leave that were held.
func (i *Instance) letGo() {
	for n := 0; n < len(i.held); n++ { // an effect may have another
		f := i.held[n].f
		i.held[n] = effect{}
		f()
	}
	i.held = i.held[:0]
}

// endBatch makes safe what the batch has changed and then lets go what was held. Where that fails nobody outside has seen
// anything of it: the responses that were held become errors, and the runtimes, whose globals may know of what does not
// exist, are given up.
func (i *Instance) endBatch() error {
	transaction := i.cfg.Batch.Unsaved()
	err := i.cfg.Batch.EndBatch()
	if err == nil || transaction == 0 {
		i.letGo()
	}
	if err == nil {
		return nil
	}
	if transaction == 0 {
		i.cfg.Logger.Error("a batch of turns was not finished", slog.Any("error", err))
		return nil
	}
	i.cfg.Logger.Error("what the app has written was lost; requests that depend on it fail", slog.Any("error", err))
	reason := fmt.Errorf("%w: %w", ErrLost, err)
	held := i.held
	i.held = nil
	for _, e := range held {
		switch {
		case e.transaction != transaction:
			e.f()
		case e.r != nil:
			e.r.lose(reason)
		}
	}
	for _, runtimes := range [...]map[*runtime]struct{}{i.retired, i.launching} {
		for rt := range runtimes {
			i.recycle(rt, reason)
		}
	}
	if i.rt != nil {
		i.recycle(i.rt, reason)
	}
	return reason
}

// lose turns a response that was held into an error.
func (r *Request) lose(reason error) {
	response := &r.Exchange.Response
	if response.Stream != nil {
		response.Stream.End(reason)
	}
	if response.Reader != nil {
		_ = response.Reader.Close()
	}
	r.complete(reason)
}

// outcome says how a turn ended, beyond what the app itself did.
type outcome struct {
	// timedOut: the deadline interrupted the turn.
	timedOut bool
	// crash is a stack overflow or a Go panic; the runtime is not to be trusted after it.
	crash error
	// thrown is an exception that f let through.
	thrown *goja.Exception
	// undone is what the database had to clean up.
	undone error
}

// failed says whether the runtime has to be replaced.
func (o *outcome) failed() bool { return o.timedOut || o.crash != nil }

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
func (i *Instance) turn(c *asynccontext.Context, w work) outcome {
	rt := scopeOf(c).rt
	limit := i.cfg.Timeout
	if rt.launch != nil {
		limit = max(limit, minStartTime)
	}
	t := &rt.turning
	t.work, t.context = w, c
	i.active.Store(rt.vm)
	i.cfg.Batch.BeginTask()
	i.deadline.arm(limit)
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
	t.outcome.timedOut = i.deadline.disarm() || rt.interrupted
	i.active.Store(nil)
	rt.async.End()
	t.outcome.undone = i.cfg.Batch.EndTask()
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
func (i *Instance) continueIn(c *asynccontext.Context, f func()) {
	rt, r := scopeOf(c).rt, scopeOf(c).request
	rt.touch(r)
	w := &continuation{rt: rt, f: f}
	o := i.turn(c, w)
	if rt.launch != nil && !o.failed() {
		i.afterLaunch(rt, &o, w.starting)
	}
	i.afterTurn(rt, r, &o)
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
func (i *Instance) afterTurn(rt *runtime, r *Request, o *outcome) {
	if o.undone != nil {
		i.cfg.Logger.Error("a turn of the app was not finished", slog.Any("error", o.undone))
	}
	if o.failed() {
		reason := o.crash
		if o.timedOut {
			reason = i.timeoutError()
		}
		if r != nil {
			rt.finish(r, asFailure(reason))
		}
		i.recycle(rt, reason)
		return
	}
	i.releaseRetired(rt)
}

// releaseRetired lets go of a runtime of former code in which nothing is to be waited for any more.
func (i *Instance) releaseRetired(rt *runtime) {
	if rt.retired && len(rt.open) == 0 && rt.kept == 0 {
		rt.stop(ErrClosed)
		delete(i.retired, rt)
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
			o.crash = fmt.Errorf("the app's calls are nested too deeply (more than %d)", maxCallDepth)
		default:
			o.crash = fmt.Errorf("panic in the script engine: %v\n%s", x, debug.Stack())
		}
		ok = o.crash == nil && !rt.interrupted
	}()
	if thrown := rt.vm.Try(f); thrown != nil && o.thrown == nil {
		o.thrown = thrown
	}
	return true
}
