package jsengine

import (
	"context"
	"errors"
	"log/slog"
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
	err    error     // valid when done is closed
	queued time.Time // when it began to wait

	// What follows is the owner's.
	scope   *scope
	own     scope // what scope points to
	place   int   // in runtime.open
	began   time.Time
	result  *goja.Promise // what an async handler returned
	answers bool          // what result is fulfilled with is the response, as handlers of the fetch style have it
	expiry  *time.Timer   // of a request that waits for something
	// streaming: the response has begun and its body is being written; only its end, the client, or the end of the
	// runtime ends the request.
	streaming bool
	begun     bool // the response is, or was, written bit by bit; for whoever abandons the owner
	settled   bool // it was finished; what it does from now on is too late
	parked    bool // it waits, still queued, for a runtime that is starting
	touched   bool // it may have been answered in this turn
	aborts    []*abortHandler
	// abortReason is set when the request was aborted.
	abortReason goja.Value
}

type abortHandler struct{ f func(reason goja.Value) }

// Handle lets the app answer an exchange: it waits for the runtime, runs the handler, and returns when the response
// is there. The error is nil when x holds the app's response; else it is one of the package's errors, a
// *[ScriptError], or, when the client went away, the error of ctx. After an error x may still be in use by the
// app's code and must not be used again.
//
// Where the response has a Stream, a Reader or a Takeover, the body is still to come, and the request is not over before
// the caller has read the stream to its end or canceled it, closed the reader, or returned from the takeover.
func (i *Instance) Handle(ctx context.Context, x *express.Exchange) error {
	defer x.Seal()
	for {
		err := i.handle(ctx, x)
		if !errors.Is(err, errBodyNeeded) {
			return err
		}
		if err := x.ReadBody(); err != nil {
			return err
		}
	}
}

func (i *Instance) handle(ctx context.Context, x *express.Exchange) error {
	if i.readsBody.Load() {
		if err := x.ReadBody(); err != nil {
			return err
		}
	}
	r := &Request{Exchange: x, done: make(chan struct{})}
	if i.waiting.Add(1) > int64(i.cfg.QueueSize) {
		i.waiting.Add(-1)
		return ErrQueueFull
	}
	r.queued = time.Now()
	if !i.enqueue(r) {
		i.waiting.Add(-1)
		return ErrClosed
	}
	// The queue's timeout and, when it runs, Config.Timeout bound the wait; the client can end it earlier.
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
	}
	if r.withdraw() {
		i.waiting.Add(-1)
		return context.Cause(ctx)
	}
	if x.RequestID(); r.ticket.finish() {
		i.enqueue(&departure{r, departed})
		return context.Cause(ctx)
	}
	<-r.done
	return r.err
}

// run is the request's first turn.
func (r *Request) run(own *owner) {
	if own.park(r) || !r.start() {
		return
	}
	own.waiting.Add(-1)
	rt, err := own.ready()
	if err != nil {
		r.complete(err)
		return
	}
	if rt.handler.needsBody() && !r.Exchange.BodyRead() {
		r.complete(errBodyNeeded)
		return
	}
	r.began = time.Now()
	r.beginTiming(own)
	r.scope = &r.own
	r.scope.init(rt, r)
	rt.admit(r)
	own.count(rt)
	rt.touch(r)
	o := own.turn(r.scope.context, r)
	if o.undone != nil && !r.settled {
		rt.finish(r, &ScriptError{Status: 500, Message: o.undone.Error()})
	}
	own.afterTurn(rt, r, &o)
	if !r.settled && !r.streaming && r.expiry == nil {
		rt.await(r)
	}
}

// script implements work.
func (r *Request) script() { r.scope.rt.call(r) }

// conclude implements work.
func (r *Request) conclude(o *outcome) { r.scope.rt.conclude(r, o) }

// release is called after the first turn, or instead of it when the instance was closed meanwhile. Only in that case is
// there something to do: a request that ran is completed when it is finished.
func (r *Request) release() {
	if !r.parked && r.withdraw() {
		r.err = ErrClosed
		close(r.done)
	}
}

// complete wakes the request's own goroutine, unless it has left.
func (r *Request) complete(err error) {
	if r.ticket.finish() {
		r.endTiming()
		r.err = err
		close(r.done)
	}
}

// await lets a request wait for what it has begun, until its time is over. The time that reading the body takes is not
// counted.
func (rt *runtime) await(r *Request) {
	own := rt.owner
	left := func() time.Duration { return own.cfg.Timeout + r.Exchange.BodyTime() - time.Since(r.began) }
	armed := make(chan struct{})
	r.expiry = time.AfterFunc(max(0, left()), func() {
		<-armed // r.expiry is set
		if more := left(); more > 0 {
			r.expiry.Reset(more)
			return
		}
		if r.ticket.finish() {
			r.err = own.timeoutError()
			close(r.done)
			own.enqueue(&departure{r, expired})
		}
	})
	close(armed)
}

// conclude ends a turn: every request that the turn may have answered is looked at. o is of the request whose turn it
// was, which may be nil.
func (rt *runtime) conclude(turn *Request, o *outcome) {
	if turn != nil {
		turn.chargeSQL(rt.owner)
	}
	for len(rt.touched) > 0 {
		r := rt.touched[0]
		rt.touched = rt.touched[1:]
		r.touched = false
		var thrown *goja.Exception
		if r == turn {
			thrown = o.thrown
		}
		rt.look(r, thrown)
	}
	rt.touched = nil
}

// look finishes a request when it was answered, has failed, or has nothing left to wait for, and lets go what there is
// of its response. What goes wrong after the response has begun is only logged.
func (rt *runtime) look(r *Request, thrown *goja.Exception) {
	x := r.Exchange
	if thrown != nil || r.result != nil || x.Listens() || !x.Sent() { // otherwise there is nothing that runs the app's code
		rt.jobs = true
	}
	if e := rt.failure(r, thrown); e != nil {
		switch {
		case r.settled || x.Sent():
			rt.logLate("the app failed after it had sent its response", r, e)
		case r.streaming:
			rt.logLate("the app failed while it was sending its response, which is broken off", r, e)
			rt.breakOff(r, ErrBrokenOff)
		default:
			rt.finish(r, e)
		}
	}
	if r.answers && !r.settled && r.result != nil && r.result.State() == goja.PromiseStateFulfilled {
		v := r.result.Result()
		r.result = nil
		if wrong := rt.vm.Try(func() { rt.respond(r, v) }); wrong != nil {
			rt.finish(r, rt.describe(wrong.Value(), wrong))
		}
	}
	rt.flush(r)
	busy := len(r.scope.operations) > 0 || x.Pending() || r.result != nil && r.result.State() == goja.PromiseStatePending
	switch {
	case r.settled:
	case x.Sent() && !r.streaming:
		rt.answered(r)
	case r.streaming || busy:
		return
	case x.Unhandled():
		rt.finish(r, ErrUnhandled)
	default:
		x.Finish()
		rt.finish(r, nil)
	}
	if !busy && r.settled && !r.scope.ended {
		r.scope.end()
	}
}

func (rt *runtime) logLate(message string, r *Request, e *ScriptError) {
	rt.cfg.Logger.Error(message, slog.String("error", e.Error()), slog.String("stack", e.Stack),
		slog.String("request_id", r.Exchange.RequestID()))
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
	r.settled, r.streaming, r.aborts = true, false, nil
	rt.dismiss(r)
	if r.expiry != nil {
		r.expiry.Stop()
	}
	lingers := err == nil && (len(r.scope.operations) > 0 || r.result != nil || r.Exchange.Pending())
	if lingers {
		r.Exchange.RequestID() // the last chance to make it
	}
	rt.emitFor(r, func() { r.complete(err) })
	switch {
	case err != nil:
		r.scope.end()
	case lingers:
		rt.linger(r)
	}
}

// linger lets a request's work go on after its response, within a bound.
func (rt *runtime) linger(r *Request) {
	if rt.lingering == nil {
		rt.lingering = make(map[*scope]struct{})
	}
	rt.lingering[r.scope] = struct{}{}
	r.expiry = time.AfterFunc(lingerTime, func() { rt.owner.enqueue(&departure{r, lingered}) })
}
