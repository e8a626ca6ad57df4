package jsengine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/ecma"
	"github.com/caddyhbf/hbf/jsengine/events"
	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/jsonvalue"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxCallDepth is how deeply calls may nest. Honest recursion (parsers, deep JSX) gets by with 2,000. The Go stack that
// re-entry through natives takes stays far below Go's own limit, but the time that unwinding it takes grows with the
// square of the depth: a quarter of a second for most natives.
const maxCallDepth = 2250

// runtime is one goja runtime with the app's code evaluated in it. To what the engine is made of it is the event loop
// (eventloop.go).
type runtime struct {
	vm      *goja.Runtime
	kit     *native.Kit
	async   *asynccontext.Module
	cfg     *Config
	bundle  *bundle.Bundle
	hosts   map[string]func() *goja.Object // exports of host modules
	env     *goja.Object
	handler handler
	console *console

	express *express.Module
	events  *events.Module
	web     web

	nothing    goja.Callable // a native that does nothing; calling it runs the microtasks
	rejections rejections
	timers     *timers

	turning  turning
	steps    steps
	owner    *owner
	top      *scope     // of the app itself
	requests int        // that were begun
	live     uint64     // the size of the heap when it was first looked at; 0 when it was not
	grown    bool       // it was found to have grown
	touched  []*Request // requests that may have been answered in this turn
	open     []*Request // that were not answered yet, or whose response is being written
	// lingering are the scopes of requests that were answered and still have something going on.
	lingering map[*scope]struct{}
	// kept counts the promises that requests have given to waitUntil and that are pending.
	kept int
	// launch is set while the app's code is still being evaluated, which top-level await can make take a while.
	launch *launch
	// retired: other code has taken the place of this runtime's; it goes on only for the requests that it has begun.
	retired bool
	// jobs: what ends the turn may have queued microtasks.
	jobs bool
	// orphaned: it can't be told in whose name JavaScript runs now.
	orphaned bool
	// interrupted: the deadline stopped JavaScript in this runtime, which is unusable since.
	interrupted bool
	// ctx ends with the runtime; cancel may be called by anybody.
	ctx    context.Context
	cancel context.CancelFunc
}

// DefaultRouter is evaluated as router.js where the app has none: it leaves an Express application as the global app.
const DefaultRouter = `globalThis.app = require("hbf:express")();`

// thrownAtStart describes what the app's code threw while it was evaluated.
func (rt *runtime) thrownAtStart(o *outcome, err error) error {
	thrown := o.thrown
	if thrown != nil || errors.As(err, &thrown) {
		return rt.describe(thrown.Value(), thrown)
	}
	return err
}

// install puts the globals in place, before any code of the app's runs.
func (rt *runtime) install() error {
	vm := rt.vm
	vm.SetMaxCallStackSize(maxCallDepth)
	// goja would read the maps that eval'ed code names from the host's disk.
	vm.SetParserOptions(parser.WithDisableSourceMaps)
	vm.SetPromiseRejectionTracker(rt.rejections.track)
	jsonvalue.New(rt.kit).Install(rt.cfg.MaxResponse)
	rt.kit.CaptureJSON()
	ecma.Install(rt.kit, ecma.Options{Adopt: rt.async.Adopt, Evaluated: evaluated})
	rt.nothing, _ = goja.AssertFunction(vm.ToValue(func(goja.FunctionCall) goja.Value { return goja.Undefined() }))

	rt.console = newConsole(rt)
	rt.timers = newTimers(rt)
	mode := "production"
	if rt.cfg.Development {
		mode = "development"
	}
	rt.installWeb()
	rt.events = events.New(rt.kit, rt)
	rt.express = express.New(rt.kit, express.Options{
		Files: rt.cfg.Files, Mode: mode, Warn: rt.warn, MaxBody: rt.cfg.MaxResponse,
		Changed: rt.changed, Signal: rt.signal, FormData: rt.formData, WaitUntil: rt.waitUntil,
		Subscribe: rt.subscribe, Socket: rt.socket, IsUpgrade: isUpgrade, Emit: rt.Emit,
	})
	rt.hosts["hbf:express"] = rt.express.Exports
	env := rt.bindEnv()
	rt.hosts["hbf:env"] = func() *goja.Object { return env }
	rt.hosts["hbf:events"] = rt.events.Exports
	for _, name := range asyncModules {
		rt.hosts[name] = rt.async.Exports
	}

	global := vm.GlobalObject()
	for _, m := range rt.cfg.Modules {
		exports, err := m.Bind(vm)
		if err != nil {
			return fmt.Errorf("binding %s: %w", m.Name, err)
		}
		rt.hosts[m.Name] = func() *goja.Object { return exports }
		if m.Global != "" {
			if err := defineHidden(global, m.Global, exports.Get("default")); err != nil {
				return err
			}
		}
	}
	bounds.Install(rt.kit, bounds.Options{
		Memory: rt.cfg.MemoryLimit, TimedOut: rt.timedOut,
	})
	return nil
}

// evaluated prepares code for eval and the constructors of functions, which no parser sees before it was checked.
func evaluated(code string) (prepared string, program *goja.Program, err error) {
	if err := bounds.Evaluated(code); err != nil {
		return "", nil, err
	}
	return bundle.Evaluated(code)
}

// expired reports whether the deadline has interrupted the runtime. Built-in functions that loop ask for it.
func (rt *runtime) expired() bool { return rt.owner.overrun.Load() == rt.vm }

// timedOut ends the turn as the deadline does. The runtime is replaced even if no JavaScript runs any more that would
// notice.
func (rt *runtime) timedOut(reason string) {
	rt.cfg.Logger.Warn("the app's turn was ended", slog.String("reason", reason))
	rt.interrupted = true
	rt.owner.interrupt(ErrTimeout)
}

// rethrow passes on what a call of the app's code threw.
func (rt *runtime) rethrow(err error) {
	rt.escalate(err)
	if err != nil {
		panic(err)
	}
}

// stop ends everything that goes on in the runtime, in which no JavaScript runs any more; its open requests get the
// reason.
func (rt *runtime) stop(reason error) {
	for _, r := range slices.Clone(rt.open) {
		r.Exchange.Abandon()
		if r.streaming {
			if stream := r.Exchange.Response.Stream; !rt.endOnReplace(r) && stream != nil {
				stream.End(reason)
			}
		}
		rt.finish(r, reason)
	}
	for s := range rt.lingering {
		s.end()
	}
	clear(rt.lingering)
	rt.top.end()
	rt.cancel()
}

// admit makes a request one of those that are open.
func (rt *runtime) admit(r *Request) {
	r.Exchange.Owner = r
	r.place = len(rt.open)
	rt.open = append(rt.open, r)
}

// dismiss takes it away again.
func (rt *runtime) dismiss(r *Request) {
	rt.owner.shared.Lock()
	defer rt.owner.shared.Unlock()
	last := len(rt.open) - 1
	moved := rt.open[last]
	rt.open[r.place], moved.place = moved, r.place
	rt.open[last] = nil
	rt.open = rt.open[:last]
	r.Exchange.Owner = nil
}

// requestOf gives the open request of an exchange, nil for none.
func requestOf(x *express.Exchange) *Request {
	r, _ := x.Owner.(*Request)
	return r
}

// defineHidden sets a property as the standard's own globals are: writable and configurable but not enumerable.
func defineHidden(o *goja.Object, name string, v goja.Value) error {
	return o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
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
	rt.cfg.Logger.Warn(message, slog.String("request_id", x.RequestID()))
}
