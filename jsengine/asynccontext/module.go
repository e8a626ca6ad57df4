package asynccontext

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Options say how contexts are used.
type Options struct {
	// Switched, if not nil, is called when another context than before becomes current in a turn. The context is nil
	// where JavaScript runs in none.
	Switched func(c *Context)
}

// Module keeps the contexts of one runtime. It is the owner's.
type Module struct {
	k    *native.Kit
	opts Options

	// turn is the context in which the turn has begun, and current that of the JavaScript that runs now.
	turn, current *Context
	// mixed: the turn has seen other contexts. foreign: among them those of another scope.
	mixed, foreign bool
	plain          *Context // the turn's without its values, made when needed

	enter    goja.Callable // calls stretch in a function of JavaScript
	stretch  func()
	promises promises
	exports  *goja.Object
}

var (
	_ goja.AsyncContextTracker = (*Module)(nil)

	// trampoline calls a native in a function of JavaScript.
	trampoline = goja.MustCompile("hbf:turn", "(f) => f()", true)
)

// New takes over a runtime: it becomes its tracker, defines the intrinsics and replaces methods of Promise. It must be
// called before any of the app's code runs.
func New(k *native.Kit, o Options) *Module {
	m := &Module{k: k, opts: o}
	run, _ := goja.AssertFunction(native.Must(k.VM.RunProgram(trampoline)))
	f := k.Function("", 0, func(goja.FunctionCall) goja.Value {
		f := m.stretch
		m.stretch = nil
		defer m.Exited()
		f()
		return goja.Undefined()
	})
	m.enter = func(goja.Value, ...goja.Value) (goja.Value, error) { return run(goja.Undefined(), f) }
	m.definePromises()
	m.defineIntrinsics()
	m.exports = k.Object()
	m.defineStorage()
	m.defineResource()
	k.Hide(m.exports, "default", m.exports)
	k.VM.SetAsyncContextTracker(m)
	return m
}

// Exports is the module node:async_hooks, as hbf:async too.
func (m *Module) Exports() *goja.Object { return m.exports }

// ExportNames are the names that it exports beside default.
func ExportNames() []string { return []string{"AsyncLocalStorage", "AsyncResource"} }

// Current is the context of the JavaScript that runs now. It is nil outside of turns and in jobs of which nobody can tell
// whose they are.
func (m *Module) Current() *Context { return m.current }

// Begin begins a turn in a context, or goes on with one in that of another part of it, such as the check that ends it.
func (m *Module) Begin(c *Context) {
	if m.turn == nil {
		m.End() // forgets what happened between turns
		m.turn = c
	}
	m.set(c)
}

// End ends the turn.
func (m *Module) End() {
	m.turn, m.current, m.plain = nil, nil, nil
	m.mixed, m.foreign = false, false
}

// Run runs f as one stretch of JavaScript in the turn that has begun: the jobs that it queues run when it is over, and
// not after each call that f makes of a function. It must not be called in JavaScript. The error is what f throws.
func (m *Module) Run(f func()) error {
	m.stretch = f
	_, err := m.enter(goja.Undefined())
	return err
}

// In calls f with c as the current context and then goes back to the one before.
func (m *Module) In(c *Context, f func()) {
	before := m.current
	defer m.set(before)
	m.set(c)
	f()
}

// Grab implements [goja.AsyncContextTracker].
func (m *Module) Grab() any { return m.current }

// Resumed implements [goja.AsyncContextTracker].
func (m *Module) Resumed(x any) {
	c, _ := x.(*Context)
	m.set(c)
}

// Exited implements [goja.AsyncContextTracker]: what follows, up to the next context that is resumed, are jobs that are
// not announced.
func (m *Module) Exited() {
	switch {
	case !m.mixed:
		m.set(m.turn)
	case m.foreign || m.turn == nil:
		m.set(nil)
	default:
		if m.plain == nil {
			m.plain = NewContext(m.turn.scope)
		}
		m.set(m.plain)
	}
}

// set makes a context the current one.
func (m *Module) set(c *Context) {
	if c == m.current {
		return
	}
	m.current = c
	if c != m.turn && c != m.plain {
		m.mixed = true
		m.foreign = m.foreign || c.Scope() != m.turn.Scope()
	}
	if m.opts.Switched != nil {
		m.opts.Switched(c)
	}
}
