package jsengine

import (
	"context"
	"fmt"
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

	done   chan struct{}
	result *goja.Promise // what an async handler returned
	err    error
}

// Handle lets the app answer an exchange: it waits for the runtime, runs the handler, and returns when the response
// is complete. The error is nil when x holds the app's response; else it is one of the package's errors, a
// *[ScriptError], or, when the client went away while the request was waiting, the error of ctx.
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
	var err error
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-timer.C:
		err = ErrQueueTimeout
	}
	if r.withdraw() {
		i.waiting.Add(-1)
		return err
	}
	// The turn has begun; it ends by itself or at its deadline.
	<-r.done
	return r.err
}

// waitTimers holds stopped timers. With Go 1.23's timers a stopped timer's channel holds no stale value.
var waitTimers = sync.Pool{New: func() any {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}}

// run is the request's turn.
func (r *Request) run(i *Instance) {
	if !r.start() {
		return
	}
	i.waiting.Add(-1)
	rt, err := i.ready()
	if err != nil {
		r.err = err
		return
	}
	rt.current = r
	o := i.turn(rt, func() { rt.call(r) }, func(o *outcome) { r.err = rt.verdict(r, o) })
	rt.current = nil
	switch {
	case o.timedOut:
		r.err = fmt.Errorf("%w (%s)", ErrTimeout, i.cfg.Timeout)
	case o.crash != nil:
		r.err = &ScriptError{Status: 500, Message: o.crash.Error()}
	case o.undone != nil && r.err == nil:
		r.err = &ScriptError{Status: 500, Message: o.undone.Error()}
	}
	if o.failed() {
		r.Exchange.Abandon()
		i.recycle(r.err)
	}
}

// release wakes the request's own goroutine, which writes the response.
func (r *Request) release() {
	if r.state.Load() == stateQueued && r.withdraw() {
		r.err = ErrClosed
	}
	close(r.done)
}

// verdict says what became of a request at the end of its turn: nil if the app answered it. What went wrong after
// the response was complete is only logged.
func (rt *runtime) verdict(r *Request, o *outcome) error {
	x := r.Exchange
	if e := rt.failure(r, o); e != nil {
		if !x.Sent() {
			return e
		}
		rt.cfg.Logger.Error("the app failed after it had sent its response",
			slog.String("error", e.Error()), slog.String("stack", e.Stack), slog.String("request_id", x.ID))
		return nil
	}
	if x.Sent() {
		return nil
	}
	if x.Unhandled() {
		return ErrUnhandled
	}
	x.Finish()
	return nil
}

// failure describes what the handler threw, rejected with, or passed to next(err), if it did.
func (rt *runtime) failure(r *Request, o *outcome) *ScriptError {
	if o.thrown != nil {
		return rt.describe(o.thrown.Value(), o.thrown)
	}
	if p := r.result; p != nil && p.State() == goja.PromiseStateRejected {
		rt.rejections.track(p, goja.PromiseRejectionHandle)
		return rt.describe(p.Result(), nil)
	}
	if v, status, failed := r.Exchange.Failure(); failed {
		e := rt.describe(v, nil)
		e.Status = status
		return e
	}
	return nil
}
