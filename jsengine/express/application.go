package express

import (
	"github.com/dop251/goja"
)

// application is the Go side of what express() gives.
type application struct {
	m         *Module
	object    *goja.Object
	settings  *settings
	router    *router // nil while it has neither routes nor middleware
	parent    *application
	request   *goja.Object // prototype of requests inside the application
	response  *goja.Object
	listeners map[string][]goja.Callable
}

// newApplication makes an application: a function that is middleware.
func (m *Module) newApplication() *application {
	a := &application{m: m, settings: m.newSettings()}
	a.object = m.newNative("app", 3, func(c goja.FunctionCall) goja.Value {
		handle, ok := goja.AssertFunction(a.object.Get("handle"))
		if !ok {
			m.throwType("app.handle is not a function")
		}
		return must(handle(a.object, c.Arguments...))
	})
	m.check(a.object.SetPrototype(m.application))
	m.bind(a.object, a)

	a.request, a.response = m.vm.CreateObject(m.request), m.vm.CreateObject(m.response)
	m.put(a.request, "app", a.object)
	m.put(a.response, "app", a.object)
	m.put(a.object, "request", a.request)
	m.put(a.object, "response", a.response)
	m.put(a.object, "settings", a.settings.object)
	locals := m.vm.CreateObject(nil)
	m.put(locals, "settings", a.settings.object)
	m.put(a.object, "locals", locals)
	m.put(a.object, "mountpath", m.vm.ToValue("/"))
	return a
}

// routes is the application's router, made when it is first needed: until then the settings for it may change.
func (a *application) routes() *router {
	if a.router == nil {
		a.router = &router{
			m:             a.m,
			caseSensitive: a.settings.enabled("case sensitive routing"),
			strict:        a.settings.enabled("strict routing"),
		}
	}
	return a.router
}

// defineApplication fills the prototype of applications.
func (m *Module) defineApplication() {
	method := func(name string, length int, f func(*application, goja.FunctionCall) goja.Value) *goja.Object {
		native := m.newNative(name, length, func(c goja.FunctionCall) goja.Value {
			return f(receiver[*application](m, c, "an application"), c)
		})
		m.put(m.application, name, native)
		return native
	}
	m.native.appHandle = method("handle", 3, func(a *application, c goja.FunctionCall) goja.Value {
		done, _ := goja.AssertFunction(c.Argument(2))
		m.runApplication(a, m.exchange(c.Argument(0)), done)
		return goja.Undefined()
	})
	method("use", 1, (*application).use)
	method("route", 1, func(a *application, c goja.FunctionCall) goja.Value {
		return a.routes().newRoute(c.Argument(0)).asObject()
	})
	method("param", 2, func(a *application, c goja.FunctionCall) goja.Value {
		for _, name := range flatten(nil, c.Argument(0)) {
			a.routes().addParam(name, c.Argument(1))
		}
		return c.This
	})
	method("all", 1, func(a *application, c goja.FunctionCall) goja.Value {
		a.routes().newRoute(c.Argument(0)).add("", rest(c.Arguments, 1))
		return c.This
	})
	for _, name := range methodNames {
		method(name, 1, func(a *application, c goja.FunctionCall) goja.Value {
			if name == "get" && len(c.Arguments) == 1 {
				return a.setting(c.Argument(0))
			}
			a.routes().newRoute(c.Argument(0)).add(name, rest(c.Arguments, 1))
			return c.This
		})
	}
	method("path", 0, func(a *application, _ goja.FunctionCall) goja.Value { return m.vm.ToValue(a.path()) })
	method("listen", 0, (*application).listen)
	m.defineSettings(method)
	m.defineEvents(method)
	router := m.newNative("get router", 0, func(c goja.FunctionCall) goja.Value {
		r := receiver[*application](m, c, "an application").routes()
		if r.object == nil {
			r.object = m.newRouterObject(r)
		}
		return r.object
	})
	m.check(m.application.DefineAccessorProperty("router", router, nil, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// definer adds a method to the prototype of applications.
type definer func(name string, length int, f func(*application, goja.FunctionCall) goja.Value) *goja.Object

func (m *Module) defineSettings(method definer) {
	method("set", 2, func(a *application, c goja.FunctionCall) goja.Value {
		if len(c.Arguments) == 1 {
			return a.setting(c.Argument(0))
		}
		a.settings.assign(c.Argument(0).String(), c.Argument(1))
		return c.This
	})
	method("enabled", 1, func(a *application, c goja.FunctionCall) goja.Value {
		return m.vm.ToValue(a.settings.enabled(c.Argument(0).String()))
	})
	method("disabled", 1, func(a *application, c goja.FunctionCall) goja.Value {
		return m.vm.ToValue(!a.settings.enabled(c.Argument(0).String()))
	})
	method("enable", 1, func(a *application, c goja.FunctionCall) goja.Value {
		a.settings.assign(c.Argument(0).String(), m.vm.ToValue(true))
		return c.This
	})
	method("disable", 1, func(a *application, c goja.FunctionCall) goja.Value {
		a.settings.assign(c.Argument(0).String(), m.vm.ToValue(false))
		return c.This
	})
}

// setting is app.get(name).
func (a *application) setting(name goja.Value) goja.Value {
	if v := a.settings.Get(name.String()); v != nil {
		return v
	}
	return goja.Undefined()
}

// use is app.use(path, ...handlers). Applications among them become parts of this one.
func (a *application) use(c goja.FunctionCall) goja.Value {
	m := a.m
	path, handlers := m.splitUse(c.Arguments)
	if len(handlers) == 0 {
		m.throwType("app.use() requires a middleware function")
	}
	for _, v := range handlers {
		h := m.newHandler(v)
		a.routes().use(path, h)
		if h.app != nil {
			h.app.mountIn(a, path)
		}
	}
	return c.This
}

// mountIn makes a part of parent: settings and prototypes fall back on the parent's.
func (a *application) mountIn(parent *application, path goja.Value) {
	m := a.m
	for p := parent; p != nil; p = p.parent {
		if p == a {
			m.throwType("an application can't be mounted in itself")
		}
	}
	m.put(a.object, "mountpath", path)
	m.put(a.object, "parent", parent.object)
	a.parent = parent
	a.settings.parent = parent.settings
	m.check(a.request.SetPrototype(parent.request))
	m.check(a.response.SetPrototype(parent.response))
	a.emit("mount", parent.object)
}

// path is the path at which the application is mounted, from the outermost one on.
func (a *application) path() string {
	if a.parent == nil {
		return ""
	}
	return a.parent.path() + a.object.Get("mountpath").String()
}

// defineEvents gives applications the part of Node's event emitters that the event 'mount' needs.
func (m *Module) defineEvents(method definer) {
	method("on", 2, func(a *application, c goja.FunctionCall) goja.Value {
		f, ok := goja.AssertFunction(c.Argument(1))
		if !ok {
			m.throwType("the listener must be a function")
		}
		if a.listeners == nil {
			a.listeners = make(map[string][]goja.Callable)
		}
		event := c.Argument(0).String()
		a.listeners[event] = append(a.listeners[event], f)
		return c.This
	})
	method("emit", 1, func(a *application, c goja.FunctionCall) goja.Value {
		return m.vm.ToValue(a.emit(c.Argument(0).String(), rest(c.Arguments, 1)...))
	})
}

// emit calls the listeners of an event and reports whether there are any.
func (a *application) emit(event string, args ...goja.Value) bool {
	list := a.listeners[event]
	args = append([]goja.Value(nil), args...)
	for _, f := range list {
		must(f(a.object, args...))
	}
	return len(list) > 0
}

// listen notes that the application is the one to answer requests. It opens no socket: Caddy has done that.
func (a *application) listen(c goja.FunctionCall) goja.Value {
	m := a.m
	m.listening = a
	if n := len(c.Arguments); n > 0 && isFunction(c.Arguments[n-1]) {
		callback, _ := goja.AssertFunction(c.Arguments[n-1])
		m.later(func() { must(callback(goja.Undefined())) })
	}
	port := c.Argument(0)
	server := m.vm.NewObject()
	m.put(server, "listening", m.vm.ToValue(true))
	m.put(server, "address", m.newNative("address", 0, func(goja.FunctionCall) goja.Value {
		address := m.vm.NewObject()
		m.put(address, "address", m.vm.ToValue("::"))
		m.put(address, "family", m.vm.ToValue("IPv6"))
		m.put(address, "port", port)
		return address
	}))
	m.put(server, "close", m.newNative("close", 1, func(c goja.FunctionCall) goja.Value {
		if m.listening == a {
			m.listening = nil
		}
		if callback, ok := goja.AssertFunction(c.Argument(0)); ok {
			m.later(func() { must(callback(goja.Undefined())) })
		}
		return c.This
	}))
	for _, name := range []string{"on", "once"} {
		m.put(server, name, m.newNative(name, 2, func(c goja.FunctionCall) goja.Value { return c.This }))
	}
	return server
}

// later runs f as a microtask.
func (m *Module) later(f func()) {
	resolved := must(m.js.resolved(m.js.promise))
	run := m.newNative("", 0, func(goja.FunctionCall) goja.Value { f(); return goja.Undefined() })
	must(m.js.then(resolved, run))
}
