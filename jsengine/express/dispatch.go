package express

import "github.com/dop251/goja"

// stepper is a place in the routing of an exchange from which it can go on: a router's or a route's list of handlers,
// or a parameter's list of callbacks.
type stepper interface {
	// step goes on, with an error unless err is nil, up to the next call of a function of the app's. It returns where
	// to go on from there at once, and with which error; nil when that is for the app to say, or nothing is left.
	step(err goja.Value) (stepper, goja.Value)
	// nextFunc is the function with which the app goes on at this place.
	nextFunc() goja.Value
}

// drive goes on at s as far as possible. Its loop takes the place of recursion: the stack grows only when the app's
// functions call next.
func (m *Module) drive(s stepper, err goja.Value) {
	for s != nil {
		if err != nil {
			if m.kit.Expired != nil && m.kit.Expired() {
				panic(err) // the rest is not tried: no JavaScript may run any more, but matching goes on without it
			}
			if !err.ToBoolean() {
				err = nil
			}
		}
		s, err = s.step(err)
	}
}

// newNext makes the function next(err) of a place.
func (m *Module) newNext(s stepper) *goja.Object {
	return m.newNative("next", 1, func(c goja.FunctionCall) goja.Value {
		m.drive(s, c.Argument(0))
		return goja.Undefined()
	})
}

// entry is what a call of Dispatch hands through JavaScript to its other side.
type entry struct {
	app *application
	x   *Exchange
}

// newEntry makes a JavaScript function that calls back into Go. Called inside it the app's functions are nested calls,
// after which goja doesn't run microtasks: those come when the outermost call has ended, as in Node.js.
func (m *Module) newEntry() goja.Callable {
	native := m.newNative("dispatch", 0, func(goja.FunctionCall) goja.Value {
		e := m.entering
		m.entering = entry{}
		m.runApplication(e.app, e.x, nil)
		return goja.Undefined()
	})
	wrap, err := m.vm.RunScript("hbf:express", "(function (dispatch) { return function () { dispatch() } })")
	m.check(err)
	f, _ := goja.AssertFunction(wrap)
	enter, _ := goja.AssertFunction(must(f(goja.Undefined(), native)))
	return enter
}

// Serve is Dispatch for a host that is within JavaScript: the microtasks run when that has ended. app must be an
// application of this module, and x have been given to [Module.Begin].
func (m *Module) Serve(app *goja.Object, x *Exchange) {
	a, ok := m.applicationOf(app)
	if !ok {
		m.throwType("express: Serve needs an application of the module")
	}
	m.runApplication(a, x, nil)
}

// Dispatch lets an application of this module handle an exchange, as its method handle does, and runs the microtasks
// unless called from within JavaScript. req and res are those of [Module.Begin]. What the application throws becomes
// [Exchange.Failure]; an interrupt or a stack overflow is passed on as a panic, as goja's natives do.
func (m *Module) Dispatch(app *goja.Object, x *Exchange, req, res *goja.Object) {
	a, ok := m.applicationOf(app)
	if !ok || req != x.req || res != x.res {
		m.throwType("express: Dispatch needs an application of the module and the objects of the exchange")
	}
	m.entering = entry{app: a, x: x}
	if _, err := m.enter(goja.Undefined()); err != nil {
		panic(err)
	}
}

// runApplication is app.handle(req, res, done). Without done the exchange ends where the application does.
func (m *Module) runApplication(a *application, x *Exchange, done goja.Callable) {
	f := x.newFrame(a.routes())
	f.done = done
	f.mount(a)
	m.drive(f, nil)
}

// runRouter is router.handle(req, res, done), called by the app.
func (m *Module) runRouter(r *router, c goja.FunctionCall) {
	done, ok := goja.AssertFunction(c.Argument(2))
	if !ok {
		m.throwType("argument callback is required")
	}
	f := m.exchange(c.Argument(0)).newFrame(r)
	f.done = done
	f.begin()
	m.drive(f, nil)
}

// conclude is what becomes of an exchange that an application has finished with.
func (x *Exchange) conclude(err goja.Value) {
	if err == nil {
		x.unhandled = true
		return
	}
	x.fail(err)
}

// fail records the error that the application ended with.
func (x *Exchange) fail(err goja.Value) {
	if x.failed || x.abandoned {
		return
	}
	x.failed, x.failure, x.failCode = true, err, 500
	status, ok := errorStatus(err)
	switch {
	case ok:
		x.failCode = status
	case x.Response.Status >= 400 && x.Response.Status <= 599:
		x.failCode = x.Response.Status
	}
	if x.sent || x.headSent {
		return
	}
	header := x.Response.Header
	for _, name := range []string{"Content-Encoding", "Content-Language", "Content-Range", "Content-Length", "Content-Type"} {
		header.Del(name)
	}
	if fields, isObject := option(err, "headers").(*goja.Object); ok && isObject {
		for _, name := range fields.Keys() {
			x.setHeader(name, fields.Get(name))
		}
	}
}
