package express

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// router is the Go side of express.Router() and of an application's own router.
type router struct {
	m      *Module
	object *goja.Object // nil while JavaScript has not asked for an application's router

	caseSensitive, strict, mergeParams bool

	table  pathpattern.Table
	layers []layer
	params map[string][]goja.Callable // callbacks of router.param()
}

// layer is middleware or a route, at the number that its path has in the table.
type layer struct {
	handler *handler // of middleware
	route   *route   // of a route; nil for middleware
}

// newRouterObject makes what express.Router() gives: a function that is middleware.
func (m *Module) newRouterObject(r *router) *goja.Object {
	object := m.newNative("router", 3, func(c goja.FunctionCall) goja.Value {
		m.runRouter(r, c)
		return goja.Undefined()
	})
	m.check(object.SetPrototype(m.router))
	m.bind(object, r)
	m.put(object, "caseSensitive", m.vm.ToValue(r.caseSensitive))
	m.put(object, "mergeParams", m.vm.ToValue(r.mergeParams))
	m.put(object, "strict", m.vm.ToValue(r.strict))
	return object
}

// newRouterConstructor makes express.Router, which works with and without new.
func (m *Module) newRouterConstructor() *goja.Object {
	ctor := m.vm.ToValue(func(c goja.ConstructorCall) *goja.Object {
		options := c.Argument(0)
		r := &router{
			m:             m,
			caseSensitive: isTrue(option(options, "caseSensitive")),
			mergeParams:   isTrue(option(options, "mergeParams")),
			strict:        isTrue(option(options, "strict")),
		}
		r.object = m.newRouterObject(r)
		if c.NewTarget != nil {
			if proto, ok := c.NewTarget.Get("prototype").(*goja.Object); ok {
				m.check(r.object.SetPrototype(proto))
			}
		}
		return r.object
	}).(*goja.Object)
	m.hide(ctor, "name", m.vm.ToValue("Router"))
	m.hide(ctor, "length", m.vm.ToValue(1))
	m.check(ctor.Set("prototype", m.router))
	m.put(m.router, "constructor", ctor)
	return ctor
}

// defineRouting fills the prototypes of routers and routes.
func (m *Module) defineRouting() {
	m.native.routerHandle = m.newNative("handle", 3, func(c goja.FunctionCall) goja.Value {
		m.runRouter(receiver[*router](m, c, "a router"), c)
		return goja.Undefined()
	})
	m.put(m.router, "handle", m.native.routerHandle)
	m.put(m.router, "use", m.newNative("use", 1, func(c goja.FunctionCall) goja.Value {
		r := receiver[*router](m, c, "a router")
		path, handlers := m.splitUse(c.Arguments)
		if len(handlers) == 0 {
			m.throwType("argument handler is required")
		}
		for _, h := range handlers {
			r.use(path, m.newHandler(h))
		}
		return c.This
	}))
	m.put(m.router, "param", m.newNative("param", 2, func(c goja.FunctionCall) goja.Value {
		receiver[*router](m, c, "a router").addParam(c.Argument(0), c.Argument(1))
		return c.This
	}))
	m.put(m.router, "route", m.newNative("route", 1, func(c goja.FunctionCall) goja.Value {
		return receiver[*router](m, c, "a router").newRoute(c.Argument(0)).asObject()
	}))
	add := func(name, method string) {
		m.put(m.router, name, m.newNative(name, 1, func(c goja.FunctionCall) goja.Value {
			receiver[*router](m, c, "a router").newRoute(c.Argument(0)).add(method, rest(c.Arguments))
			return c.This
		}))
		m.put(m.route, name, m.newNative(name, 1, func(c goja.FunctionCall) goja.Value {
			receiver[*route](m, c, "a route").add(method, c.Arguments)
			return c.This
		}))
	}
	add("all", "")
	for _, name := range methodNames {
		add(name, name)
	}
}

// splitUse tells the path of use() from its handlers, which may be nested in arrays.
func (m *Module) splitUse(args []goja.Value) (path goja.Value, handlers []goja.Value) {
	path = m.vm.ToValue("/")
	if len(args) == 0 {
		return path, nil
	}
	first := args[0]
	for !isFunction(first) {
		elements, ok := asArray(first)
		if !ok || len(elements) == 0 {
			break
		}
		first = elements[0]
	}
	if !isFunction(first) {
		path, args = args[0], args[1:]
	}
	for _, a := range args {
		handlers = flatten(handlers, a)
	}
	return path, handlers
}

// use adds middleware for all paths below path.
func (r *router) use(path goja.Value, h *handler) {
	r.table.Add(r.m.patterns(path), pathpattern.Options{CaseSensitive: r.caseSensitive})
	r.layers = append(r.layers, layer{handler: h})
}

// newRoute adds a route for a path.
func (r *router) newRoute(path goja.Value) *route {
	patterns := r.m.patterns(path)
	r.table.Add(patterns, pathpattern.Options{CaseSensitive: r.caseSensitive, Strict: r.strict, End: true})
	t := &route{m: r.m, path: path}
	r.layers = append(r.layers, layer{route: t})
	return t
}

// addParam is router.param(name, callback).
func (r *router) addParam(name, callback goja.Value) {
	switch {
	case !isTrue(name):
		r.m.throwType("argument name is required")
	case !goja.IsString(name):
		r.m.throwType("argument name must be a string")
	case !isTrue(callback):
		r.m.throwType("argument fn is required")
	}
	f, ok := goja.AssertFunction(callback)
	if !ok {
		r.m.throwType("argument fn must be a function")
	}
	if r.params == nil {
		r.params = make(map[string][]goja.Callable)
	}
	r.params[name.String()] = append(r.params[name.String()], f)
}

// rest is args without the first, if there is one.
func rest(args []goja.Value) []goja.Value { return args[min(1, len(args)):] }
