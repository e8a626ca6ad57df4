package jsengine

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// maxCallDepth is how deeply calls may nest. Honest recursion (parsers, deep JSX) gets by with 2,000; the Go stack
// that re-entry through natives takes stays far below Go's own limit.
const maxCallDepth = 3000

// runtime is one goja runtime with the app's code evaluated in it.
type runtime struct {
	vm      *goja.Runtime
	cfg     *Config
	bundle  *bundle.Bundle
	express *express.Module
	hosts   map[string]*goja.Object
	handler handler
	console *console

	nothing    goja.Callable // a native that does nothing; calling it runs the microtasks
	then       goja.Callable // Promise.prototype.then as it was before the app could change it
	resolved   *goja.Object  // a fulfilled promise
	newRange   goja.Constructor
	rejections rejections
	timers     *timers

	instance *Instance
	top      *scope        // of the app itself
	context  *asyncContext // of the JavaScript that runs now
	touched  []*Request    // requests that may have been answered in this turn
	open     map[*express.Exchange]*Request
	// lingering are the scopes of requests that were answered and still have something going on.
	lingering map[*scope]struct{}
	// retired: other code has taken the place of this runtime's; it goes on only for the requests that it has begun.
	retired bool
	// interrupted: the deadline stopped JavaScript in this runtime, which is unusable since.
	interrupted bool
}

// DefaultRouter is evaluated as router.js where the app has none: it leaves an Express application as the global app.
const DefaultRouter = `globalThis.app = require("hbf:express")();`

// HostExports are the modules that import and require resolve outside the archive, with the names that they export
// beside default: those of the engine itself.
func HostExports() map[string][]string {
	return map[string][]string{"hbf:express": express.ExportNames(), "hbf:env": {"env"}}
}

// newRuntime builds a runtime, evaluates the code, and finds the handler. It is the owner's.
func (i *Instance) newRuntime(b *bundle.Bundle) (*runtime, error) {
	rt := &runtime{
		vm: goja.New(), cfg: &i.cfg, bundle: b, instance: i,
		hosts: make(map[string]*goja.Object), open: make(map[*express.Exchange]*Request),
	}
	rt.top = rt.newScope(nil)
	var (
		exports bundle.Exports
		failure error
	)
	o := i.turn(rt.top.context, func() {
		if failure = rt.install(); failure == nil {
			exports, failure = b.Evaluate(rt.vm, rt.host)
		}
		rt.escalate(failure)
	}, func(o *outcome) {
		if failure = rt.thrownAtStart(o, failure); failure == nil {
			failure = rt.settled(exports.Settled)
		}
		if exports.Settled != nil {
			exports.Value = exports.Settled.Result()
		}
		if failure == nil {
			rt.handler, failure = rt.resolveHandler(exports.Value)
		}
	})
	switch {
	case o.timedOut:
		failure = fmt.Errorf("evaluating %s: %w (%s)", b.Entry(), ErrTimeout, i.cfg.Timeout)
	case o.crash != nil:
		failure = fmt.Errorf("evaluating %s: %w", b.Entry(), o.crash)
	case failure != nil:
	case o.thrown != nil: // while the handler was looked for
		failure = &ScriptError{Status: 500, Message: fmt.Sprintf("evaluating %s: an exported property threw", b.Entry())}
	case o.undone != nil:
		failure = o.undone
	}
	if failure != nil {
		rt.stop(ErrClosed)
		return nil, failure
	}
	return rt, nil
}

// thrownAtStart describes what the app's code threw while it was evaluated.
func (rt *runtime) thrownAtStart(o *outcome, err error) error {
	thrown := o.thrown
	if thrown != nil || errors.As(err, &thrown) {
		return rt.describe(thrown.Value(), thrown)
	}
	return err
}

// settled says why a module with top-level await has not finished by the end of its microtasks.
func (rt *runtime) settled(p *goja.Promise) error {
	if p == nil {
		return nil
	}
	switch p.State() {
	case goja.PromiseStateRejected:
		rt.rejections.track(p, goja.PromiseRejectionHandle)
		return rt.describe(p.Result(), nil)
	case goja.PromiseStatePending:
		return fmt.Errorf("the top-level await of %s waits for something that never happens", rt.bundle.Entry())
	}
	return nil
}

// install puts the globals in place, before any code of the app's runs.
func (rt *runtime) install() error {
	vm := rt.vm
	vm.SetMaxCallStackSize(maxCallDepth)
	// goja would read the maps that eval'ed code names from the host's disk.
	vm.SetParserOptions(parser.WithDisableSourceMaps)
	vm.SetPromiseRejectionTracker(rt.rejections.track)
	vm.SetAsyncContextTracker(contextTracker{rt})
	rt.capture()

	rt.console = newConsole(rt)
	rt.timers = newTimers(rt)
	mode := "production"
	if rt.cfg.Development {
		mode = "development"
	}
	rt.express = express.New(vm, express.Options{Files: rt.cfg.Files, Mode: mode, Warn: rt.warn, Sent: rt.sent, MaxBody: rt.cfg.MaxResponse})
	rt.hosts["hbf:express"] = rt.express.Exports()
	rt.hosts["hbf:env"] = rt.bindEnv()

	global := vm.GlobalObject()
	for _, m := range rt.cfg.Modules {
		exports, err := m.Bind(vm)
		if err != nil {
			return fmt.Errorf("binding %s: %w", m.Name, err)
		}
		rt.hosts[m.Name] = exports
		if m.Global != "" {
			if err := defineHidden(global, m.Global, exports.Get("default")); err != nil {
				return err
			}
		}
	}
	return nil
}

// capture takes hold of what the engine needs of the language, before the app can change it.
func (rt *runtime) capture() {
	vm := rt.vm
	rt.nothing, _ = goja.AssertFunction(vm.ToValue(func(goja.FunctionCall) goja.Value { return goja.Undefined() }))
	promise, resolve, _ := vm.NewPromise()
	_ = resolve(goja.Undefined())
	rt.resolved = vm.ToValue(promise).ToObject(vm)
	rt.then, _ = goja.AssertFunction(rt.resolved.Get("then"))
	rt.newRange, _ = goja.AssertConstructor(vm.Get("RangeError"))
}

// rangeError makes a RangeError to be thrown.
func (rt *runtime) rangeError(message string) *goja.Object {
	e, err := rt.newRange(nil, rt.vm.ToValue(message))
	if err != nil {
		panic(err)
	}
	return e
}

// microtask queues f among the promises' jobs.
func (rt *runtime) microtask(f func()) {
	_, err := rt.then(rt.resolved, rt.vm.ToValue(func(goja.FunctionCall) goja.Value {
		f()
		return goja.Undefined()
	}))
	rt.rethrow(err)
}

// rethrow passes on what a call of the app's code threw.
func (rt *runtime) rethrow(err error) {
	rt.escalate(err)
	if err != nil {
		panic(err)
	}
}

// stop ends everything that goes on in the runtime; its open requests get the reason.
func (rt *runtime) stop(reason error) {
	for _, r := range rt.open {
		r.Exchange.Abandon()
		rt.finish(r, reason)
	}
	for s := range rt.lingering {
		s.end()
	}
	clear(rt.lingering)
	rt.top.end()
}

// defineHidden sets a property as the standard's own globals are: writable and configurable but not enumerable.
func defineHidden(o *goja.Object, name string, v goja.Value) error {
	return o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

func (rt *runtime) host(name string) (*goja.Object, error) {
	if exports, ok := rt.hosts[name]; ok {
		return exports, nil
	}
	return nil, fmt.Errorf("there is no host module %q", name)
}

// escalate lets errors that no JavaScript may catch, such as a stack overflow, end the turn.
func (rt *runtime) escalate(err error) {
	var (
		interrupted *goja.InterruptedError
		overflow    *goja.StackOverflowError
	)
	switch {
	case err == nil:
	case errors.As(err, &interrupted):
		panic(interrupted)
	case errors.As(err, &overflow):
		panic(overflow)
	}
}

// drain runs the microtask queue to its end.
func (rt *runtime) drain() {
	_, err := rt.nothing(goja.Undefined())
	rt.escalate(err)
}

// warn logs what the app should know of one of its requests.
func (rt *runtime) warn(x *express.Exchange, message string) {
	rt.cfg.Logger.Warn(message, slog.String("request_id", x.ID))
}
