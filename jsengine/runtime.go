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
	rejections rejections
	// current is the request whose turn it is, nil at the top level.
	current *Request
	// interrupted: the deadline stopped JavaScript in this runtime, which is unusable since.
	interrupted bool
}

// DefaultRouter is evaluated as router.js where the app has none: it leaves an Express application as the global app.
const DefaultRouter = `globalThis.app = require("hbf:express")();`

// HostModuleNames are the specifiers that import and require resolve outside the archive: the engine's own modules
// and those of the host.
func HostModuleNames(host ...string) []string {
	return append([]string{"hbf:express", "hbf:env"}, host...)
}

// newRuntime builds a runtime, evaluates the code, and finds the handler. It is the owner's.
func (i *Instance) newRuntime(b *bundle.Bundle) (*runtime, error) {
	rt := &runtime{vm: goja.New(), cfg: &i.cfg, bundle: b, hosts: make(map[string]*goja.Object)}
	var (
		exports bundle.Exports
		failure error
	)
	o := i.turn(rt, func() {
		if failure = rt.install(); failure == nil {
			exports, failure = b.Evaluate(rt.vm, rt.host)
		}
		rt.escalate(failure)
	}, func(o *outcome) {
		if failure = rt.thrownAtStart(o, failure); failure == nil {
			failure = rt.settled(exports.Settled)
		}
		if failure == nil {
			rt.handler, failure = rt.resolveHandler(exports.Value)
		}
	})
	switch {
	case o.timedOut:
		return nil, fmt.Errorf("evaluating %s: %w (%s)", b.Entry(), ErrTimeout, i.cfg.Timeout)
	case o.crash != nil:
		return nil, fmt.Errorf("evaluating %s: %w", b.Entry(), o.crash)
	case failure != nil:
		return nil, failure
	case o.thrown != nil: // while the handler was looked for
		return nil, &ScriptError{Status: 500, Message: fmt.Sprintf("evaluating %s: an exported property threw", b.Entry())}
	case o.undone != nil:
		return nil, o.undone
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
	rt.nothing, _ = goja.AssertFunction(vm.ToValue(func(goja.FunctionCall) goja.Value { return goja.Undefined() }))

	rt.console = newConsole(rt)
	mode := "production"
	if rt.cfg.Development {
		mode = "development"
	}
	rt.express = express.New(vm, express.Options{Files: rt.cfg.Files, Mode: mode, Warn: rt.warn})
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
