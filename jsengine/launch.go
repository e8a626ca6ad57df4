package jsengine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// minStartTime is what one stretch of the app's start gets at least, however little its requests get: an app whose timeout
// is a few milliseconds must be able to start on a busy machine.
const minStartTime = time.Second

// startTimeout bounds how long the app's code may be evaluated when top-level await makes it wait: for a fetch, a timer.
const startTimeout = 30 * time.Second

// retryTime is how long after a failed start the next one is tried.
const retryTime = time.Second

// launch is the evaluation of the app's code in a new runtime.
type launch struct {
	rt      *runtime
	exports bundle.Exports
	failure error
	clock   *time.Timer
	rebuild bool // it takes the place of a runtime of the same code
	done    func(rt *runtime, err error)
}

// newRuntime builds a runtime, evaluates the code, and finds the handler; done gets the result. Where the code awaits at
// its top level done is called in a later turn. It is the owner's, and so is done.
func (own *owner) newRuntime(b *bundle.Bundle, done func(rt *runtime, err error)) *runtime {
	rt := &runtime{
		vm: goja.New(), cfg: &own.cfg, bundle: b, owner: own,
		hosts: make(map[string]func() *goja.Object),
	}
	rt.kit = native.New(rt.vm)
	rt.async = asynccontext.New(rt.kit, asynccontext.Options{Switched: rt.switched})
	rt.steps = rt.newSteps()
	rt.ctx, rt.cancel = context.WithCancel(context.Background())
	rt.top = new(scope)
	rt.top.init(rt, nil)
	l := &launch{rt: rt, done: done, rebuild: own.rebuilding}
	rt.launch = l
	if own.launching == nil {
		own.launching = make(map[*runtime]struct{})
	}
	own.launching[rt] = struct{}{}
	o := own.turn(rt.top.context, l)
	own.afterLaunch(rt, &o, l.failure)
	return rt
}

// script implements work: it evaluates the app's code.
func (l *launch) script() {
	rt := l.rt
	if l.failure = rt.install(); l.failure == nil {
		l.exports, l.failure = rt.bundle.Evaluate(rt.vm, rt.host)
	}
	rt.escalate(l.failure)
}

// conclude implements work.
func (l *launch) conclude(o *outcome) {
	if l.failure = l.rt.thrownAtStart(o, l.failure); l.failure == nil {
		l.failure = l.rt.launched()
	}
}

// errLaunching means that the code is still being evaluated.
var errLaunching = errors.New("the app's code is being evaluated")

// launched looks how far the evaluation is, and when it has ended finds the handler.
func (rt *runtime) launched() error {
	l := rt.launch
	if p := l.exports.Settled; p != nil {
		switch p.State() {
		case goja.PromiseStateRejected:
			rt.rejections.track(p, goja.PromiseRejectionHandle)
			return rt.describe(p.Result(), nil)
		case goja.PromiseStatePending:
			if len(rt.top.operations) == 0 {
				return fmt.Errorf("the top-level await of %s waits for something that never happens", rt.bundle.Entry())
			}
			return errLaunching
		}
		l.exports.Value = p.Result()
	}
	var err error
	rt.handler, err = rt.resolveHandler(l.exports.Value)
	return err
}

// afterLaunch follows each turn of a launch.
func (own *owner) afterLaunch(rt *runtime, o *outcome, failure error) {
	l, b := rt.launch, rt.bundle
	switch {
	case errors.Is(o.stopped, ErrTimeout):
		failure = fmt.Errorf("evaluating %s: %w (%s)", b.Entry(), ErrTimeout, max(own.cfg.Timeout, minStartTime))
	case o.stopped != nil:
		failure = fmt.Errorf("evaluating %s: %w", b.Entry(), o.stopped)
	case o.crash != nil:
		failure = fmt.Errorf("evaluating %s: %w", b.Entry(), o.crash)
	case failure != nil && !errors.Is(failure, errLaunching):
	case o.thrown != nil: // while the handler was looked for
		failure = &ScriptError{Status: 500, Message: fmt.Sprintf("evaluating %s: an exported property threw", b.Entry())}
	case o.undone != nil:
		failure = o.undone
	}
	if errors.Is(failure, errLaunching) {
		if l.clock == nil {
			l.clock = time.AfterFunc(startTimeout, func() { own.enqueue(&launchTimeout{rt}) })
		}
		return
	}
	own.endLaunch(rt, failure)
}

// endLaunch tells whoever waits for a launch how it has ended.
func (own *owner) endLaunch(rt *runtime, failure error) {
	l := rt.launch
	if l == nil {
		return
	}
	rt.launch = nil
	delete(own.launching, rt)
	if l.clock != nil {
		l.clock.Stop()
	}
	if failure == nil {
		failure = own.endBatch() // what the app has written while it was started
	}
	if failure != nil {
		rt.stop(ErrClosed)
		l.done(nil, failure)
		return
	}
	l.done(rt, nil)
}

// launchTimeout is the task that gives up on a launch.
type launchTimeout struct{ rt *runtime }

func (l *launchTimeout) run(own *owner) {
	if l.rt.owner != own {
		return
	}
	own.endLaunch(l.rt, fmt.Errorf("evaluating %s: its top-level await took longer than %s", l.rt.bundle.Entry(), startTimeout))
}

func (l *launchTimeout) release() {}

// ready gives the current runtime. When the last recycle failed it tries again, at most once a second.
func (own *owner) ready() (*runtime, error) {
	if own.rt == nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, own.broken)
	}
	return own.rt, nil
}

// park lets a request wait for a runtime that is being started, and reports whether it does.
func (own *owner) park(r *Request) bool {
	if own.rt == nil && !own.rebuilding && !own.off && time.Now().After(own.retryAt) {
		own.rebuild(own.broken)
	}
	r.parked = own.rt == nil && own.rebuilding
	if r.parked {
		own.parked = append(own.parked, r)
	}
	return r.parked
}

// unpark queues the requests that have waited.
func (own *owner) unpark() {
	parked := own.parked
	own.parked = nil
	for _, r := range parked {
		r.parked = false
		if !own.enqueue(r) {
			r.release()
		}
	}
}
