package asynccontext_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// request is a scope.
type request struct {
	name  string
	ended bool
}

func (r *request) Ended() bool { return r.ended }

// engine runs turns in contexts. Scripts find AsyncLocalStorage and AsyncResource, log(text), who() (the name of the
// current scope or "nobody"), later(f) (a turn in the current context), and handle(name, f) (a turn in a new context).
type engine struct {
	t      testing.TB
	vm     *goja.Runtime
	m      *asynccontext.Module
	random *rand.Rand // nil: turns run in the order in which they were queued
	queue  []turn
	lines  []string
	scopes map[string]*request
}

type turn struct {
	c *asynccontext.Context
	f goja.Callable
}

func newEngine(t testing.TB) *engine {
	t.Helper()
	vm := goja.New()
	k := native.New(vm)
	e := &engine{t: t, vm: vm, m: asynccontext.New(k, asynccontext.Options{}), scopes: make(map[string]*request)}
	for _, name := range asynccontext.ExportNames() {
		k.Global(name, e.m.Exports().Get(name))
	}
	define := func(name string, f func(goja.FunctionCall) goja.Value) { k.Global(name, k.Function(name, 0, f)) }
	define("log", func(c goja.FunctionCall) goja.Value {
		e.lines = append(e.lines, c.Argument(0).String())
		return goja.Undefined()
	})
	define("who", func(goja.FunctionCall) goja.Value { return vm.ToValue(e.who()) })
	define("later", func(c goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(c.Argument(0))
		e.queue = append(e.queue, turn{e.m.Current(), f})
		return goja.Undefined()
	})
	define("handle", func(c goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(c.Argument(1))
		e.queue = append(e.queue, turn{asynccontext.NewContext(e.scope(c.Argument(0).String())), f})
		return goja.Undefined()
	})
	define("end", func(c goja.FunctionCall) goja.Value {
		e.scope(c.Argument(0).String()).ended = true
		return goja.Undefined()
	})
	return e
}

func (e *engine) scope(name string) *request {
	if e.scopes[name] == nil {
		e.scopes[name] = &request{name: name}
	}
	return e.scopes[name]
}

func (e *engine) who() string {
	if r, ok := e.m.Current().Scope().(*request); ok {
		return r.name
	}
	return "nobody"
}

// run compiles a script as the bundler does, evaluates it as a turn of the app's, and runs all turns that follow.
func (e *engine) run(script string) string {
	e.t.Helper()
	b, err := bundle.Build(context.Background(), bundle.Options{FS: fstest.MapFS{"server.js": {Data: []byte(script)}}})
	if err != nil {
		e.t.Fatal(err)
	}
	e.turn(asynccontext.NewContext(e.scope("app")), func() {
		if _, err := b.Evaluate(e.vm, nil); err != nil {
			panic(err)
		}
	})
	e.drain()
	return strings.Join(e.lines, " ")
}

// eval is run for code that the bundler has not seen.
func (e *engine) eval(script string) string {
	e.t.Helper()
	e.turn(asynccontext.NewContext(e.scope("app")), func() { native.Must(e.vm.RunString(script)) })
	e.drain()
	return strings.Join(e.lines, " ")
}

func (e *engine) drain() {
	for len(e.queue) > 0 {
		n := 0
		if e.random != nil {
			n = e.random.IntN(len(e.queue))
		}
		next := e.queue[n]
		e.queue = append(e.queue[:n], e.queue[n+1:]...)
		e.turn(next.c, func() { native.Must(next.f(goja.Undefined())) })
	}
}

func (e *engine) turn(c *asynccontext.Context, f func()) {
	e.t.Helper()
	e.m.Begin(c)
	if err := e.m.Run(f); err != nil {
		e.t.Fatal(err)
	}
	e.m.End()
	if e.m.Current() != nil {
		e.t.Fatal("a context is current between turns")
	}
}

func (e *engine) expect(script, want string) {
	e.t.Helper()
	if got := e.run(script); got != want {
		e.t.Errorf("%s\ngot  %s\nwant %s", script, got, want)
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

func names(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("'r%d'", i))
	}
	return "[" + strings.Join(list, ",") + "]"
}
