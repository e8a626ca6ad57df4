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
		a.routes().newRoute(c.Argument(0)).add("", rest(c.Arguments))
		return c.This
	})
	for _, name := range methodNames {
		method(name, 1, func(a *application, c goja.FunctionCall) goja.Value {
			if name == "get" && len(c.Arguments) == 1 {
				return a.setting(c.Argument(0))
			}
			a.routes().newRoute(c.Argument(0)).add(name, rest(c.Arguments))
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
