package jsengine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// Request is one HTTP exchange on its way through the instance.
type Request struct {
	ticket
	// Exchange holds the request as JavaScript sees it and the response that JavaScript gives it.
	Exchange *express.Exchange

	done chan struct{}
	err  error // valid when done is closed

	// What follows is the owner's.
	scope   *scope
	began   time.Time
	result  *goja.Promise // what an async handler returned
	expiry  *time.Timer   // of a request that waits for something
	settled bool          // it was finished; what it does from now on is too late
}

// Handle lets the app answer an exchange: it waits for the runtime, runs the handler, and returns when the response
// is complete. The error is nil when x holds the app's response; else it is one of the package's errors, a
// *[ScriptError], or, when the client went away, the error of ctx. After an error x may still be in use by the
// app's code and must not be used again.
func (i *Instance) Handle(ctx context.Context, x *express.Exchange) error {
	r := &Request{Exchange: x, done: make(chan struct{})}
	if i.waiting.Add(1) > int64(i.cfg.QueueSize) {
		i.waiting.Add(-1)
		return ErrQueueFull
	}
	if !i.enqueue(r) {
		i.waiting.Add(-1)
		return ErrClosed
	}
	timer := waitTimers.Get().(*time.Timer)
	timer.Reset(i.cfg.QueueTimeout)
	defer func() {
		timer.Stop()
		waitTimers.Put(timer)
	}()
	var reason error
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		reason = context.Cause(ctx)
	case <-timer.C:
		reason = ErrQueueTimeout
	}
	if r.withdraw() {
		i.waiting.Add(-1)
		return reason
	}
	// It runs, and is bounded by Config.Timeout now; only the client can end it earlier.
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
	}
	if r.ticket.finish() {
		i.enqueue(&abandonment{r})
		return context.Cause(ctx)
	}
	<-r.done
	return r.err
}

// waitTimers holds stopped timers. With Go 1.23's timers a stopped timer's channel holds no stale value.
var waitTimers = sync.Pool{New: func() any {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}}

// run is the request's first turn.
func (r *Request) run(i *Instance) {
	if !r.start() {
		return
	}
	i.waiting.Add(-1)
	rt, err := i.ready()
	if err != nil {
		r.complete(err)
		return
	}
	r.began = time.Now()
	r.scope = rt.newScope(r)
	rt.open[r.Exchange] = r
	rt.touch(r)
	o := i.turn(r.scope.context, func() { rt.call(r) }, func(o *outcome) { rt.conclude(r, o) })
	if o.undone != nil && !r.settled {
		rt.finish(r, &ScriptError{Status: 500, Message: o.undone.Error()})
	}
	i.afterTurn(rt, r, &o)
	if !r.settled && r.expiry == nil {
		rt.await(r)
	}
}

// release is called after the first turn, or instead of it when the instance was closed meanwhile. Only in that case is
// there something to do: a request that ran is completed when it is finished.
func (r *Request) release() {
	if r.withdraw() {
		r.err = ErrClosed
		close(r.done)
	}
}

// complete wakes the request's own goroutine, unless it has left.
func (r *Request) complete(err error) {
	if r.ticket.finish() {
		r.err = err
		close(r.done)
	}
}

// await lets a request wait for what it has begun, until its time is over.
func (rt *runtime) await(r *Request) {
	i := rt.instance
	r.expiry = time.AfterFunc(max(0, i.cfg.Timeout-time.Since(r.began)), func() {
		if r.ticket.finish() {
			r.err = i.timeoutError()
			close(r.done)
			i.enqueue(&abandonment{r})
		}
	})
}

// abandonment is the task that cleans up after a request whose client is not there any more, or was told that the
// time is over, and ends what goes on for too long after a response.
type abandonment struct{ r *Request }

func (a *abandonment) run(*Instance) {
	r := a.r
	if r.scope == nil || r.scope.ended {
		return
	}
	rt := r.scope.rt
	if r.settled {
		rt.cfg.Logger.Warn("what a request had begun was stopped some time after its response",
			slog.String("request_id", r.Exchange.ID), slog.Duration("after", lingerTime))
		r.scope.end()
		return
	}
	r.Exchange.Abandon()
	rt.finish(r, ErrTimeout)
}

func (a *abandonment) release() {}

// sent is told by the exchange that its response is complete.
func (rt *runtime) sent(x *express.Exchange) { rt.touch(rt.open[x]) }

// conclude ends a turn: every request that the turn may have answered is looked at. o is of the request whose turn it
// was, which may be nil.
func (rt *runtime) conclude(turn *Request, o *outcome) {
	for len(rt.touched) > 0 {
		r := rt.touched[0]
		rt.touched = rt.touched[1:]
		var thrown *goja.Exception
		if r == turn {
			thrown = o.thrown
		}
		rt.look(r, thrown)
	}
	rt.touched = nil
}

// look finishes a request when it was answered, has failed, or has nothing left to wait for. What goes wrong after the
// response was complete is only logged.
func (rt *runtime) look(r *Request, thrown *goja.Exception) {
	x := r.Exchange
	if e := rt.failure(r, thrown); e != nil {
		if r.settled || x.Sent() {
			rt.cfg.Logger.Error("the app failed after it had sent its response",
				slog.String("error", e.Error()), slog.String("stack", e.Stack), slog.String("request_id", x.ID))
		} else {
			rt.finish(r, e)
		}
	}
	waiting := len(r.scope.operations) > 0 || x.Pending() || r.result != nil && r.result.State() == goja.PromiseStatePending
	switch {
	case r.settled:
	case x.Sent():
		rt.finish(r, nil)
	case waiting:
		return
	case x.Unhandled():
		rt.finish(r, ErrUnhandled)
	default:
		x.Finish()
		rt.finish(r, nil)
	}
	if len(r.scope.operations) == 0 && !r.scope.ended {
		r.scope.end()
	}
}

// failure describes what the handler threw, rejected with, or passed to next(err), if it did; once.
func (rt *runtime) failure(r *Request, thrown *goja.Exception) *ScriptError {
	if thrown != nil {
		return rt.describe(thrown.Value(), thrown)
	}
	if p := r.result; p != nil && p.State() == goja.PromiseStateRejected {
		r.result = nil
		rt.rejections.track(p, goja.PromiseRejectionHandle)
		return rt.describe(p.Result(), nil)
	}
	if v, status, failed := r.Exchange.Failure(); failed && !r.settled {
		e := rt.describe(v, nil)
		e.Status = status
		return e
	}
	return nil
}

// lingerTime is how long work that a request has begun may go on after its response.
const lingerTime = 30 * time.Second

// finish ends a request with its response, or with an error instead of one.
func (rt *runtime) finish(r *Request, err error) {
	if r.settled {
		return
	}
	r.settled = true
	delete(rt.open, r.Exchange)
	if r.expiry != nil {
		r.expiry.Stop()
	}
	r.complete(err)
	if err != nil {
		r.scope.end()
		return
	}
	if len(r.scope.operations) > 0 {
		rt.linger(r)
	}
}

// linger lets a request's work go on after its response, within a bound.
func (rt *runtime) linger(r *Request) {
	if rt.lingering == nil {
		rt.lingering = make(map[*scope]struct{})
	}
	rt.lingering[r.scope] = struct{}{}
	r.expiry = time.AfterFunc(lingerTime, func() { rt.instance.enqueue(&abandonment{r}) })
}
