package jsengine

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
)

// Go implements [loop.Loop].
func (rt *runtime) Go(work func(ctx context.Context) (finish func())) {
	own := rt.owner
	ctx, cancel := context.WithCancel(rt.ctx)
	op := rt.begin(cancel)
	if op.ended {
		cancel()
		return
	}
	own.work.Add(1)
	go func() { // ends when work does, which the end of ctx makes it do; Close waits for it
		defer own.work.Done()
		finish := own.guardWork(ctx, work)
		op.Resume(func() {
			op.End()
			cancel()
			if finish != nil {
				finish()
			}
		})
	}()
}

// guardWork keeps a panic in the host's own code from ending the process. What waited for the work waits on, until its
// request's time is over.
func (i *Instance) guardWork(ctx context.Context, work func(ctx context.Context) func()) (finish func()) {
	defer func() {
		if x := recover(); x != nil {
			i.cfg.Logger.Error("panic in the engine", slog.String("panic", fmt.Sprint(x)), slog.String("stack", string(debug.Stack())))
		}
	}()
	return work(ctx)
}

// Emit implements [loop.Loop].
func (rt *runtime) Emit(f func()) { rt.owner.emit(effect{f: f}) }

// emitFor is Emit for a part of a response.
func (rt *runtime) emitFor(r *Request, f func()) { rt.owner.emit(effect{f: f, r: r}) }

// Report implements [loop.Loop].
func (rt *runtime) Report(thrown goja.Value) {
	rt.report("the app threw an error outside of any request", rt.describe(thrown, nil))
}

// Warn implements [loop.Loop].
func (rt *runtime) Warn(message string) {
	var attrs []any
	if r := rt.request(); r != nil {
		attrs = append(attrs, slog.String("request_id", r.Exchange.RequestID()))
	}
	rt.cfg.Logger.Warn(message, attrs...)
}

// OnAbort implements [loop.Loop].
func (rt *runtime) OnAbort(f func(reason goja.Value)) (remove func()) {
	r := rt.request()
	if r != nil && r.abortReason != nil {
		rt.Poster()(func() { f(r.abortReason) })
	}
	return r.onAbort(f)
}

// Cleanup implements [loop.Loop].
func (rt *runtime) Cleanup(f func()) (remove func()) { return scopeOf(rt.current()).atEnd(f) }

// After implements [loop.Loop].
func (rt *runtime) After(d time.Duration, f func()) (stop func()) {
	c := rt.current()
	s := scopeOf(c)
	a := &alarm{context: c, f: f}
	if s.ended {
		return func() {}
	}
	clock := time.AfterFunc(d, func() { rt.owner.enqueue(a) })
	remove := s.atEnd(func() {
		a.stopped = true
		clock.Stop()
	})
	a.remove = remove
	return func() {
		a.stopped = true
		clock.Stop()
		remove()
	}
}

// Poster implements [loop.Loop].
func (rt *runtime) Poster() (post func(f func())) {
	c := rt.current()
	return func(f func()) { rt.owner.enqueue(&posted{c, f}) }
}

// posted is the task of a turn that nothing waits for.
type posted struct {
	context *asynccontext.Context
	f       func()
}

func (p *posted) run(own *owner) {
	if s := scopeOf(p.context); s.rt.owner == own && !s.ended {
		own.continueIn(p.context, p.f)
	}
}

func (p *posted) release() {}

// alarm is the task of a timer that nothing waits for.
type alarm struct {
	context *asynccontext.Context
	f       func()
	remove  func()
	stopped bool
}

func (a *alarm) run(own *owner) {
	if scopeOf(a.context).rt.owner != own || a.stopped {
		return
	}
	a.remove()
	own.continueIn(a.context, a.f)
}

func (a *alarm) release() {}
