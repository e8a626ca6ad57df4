package express

import "github.com/dop251/goja"

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
		return m.vm.ToValue(a.emit(c.Argument(0).String(), rest(c.Arguments)...))
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
