package express

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// route is the Go side of what router.route() gives and of req.route.
type route struct {
	m       *Module
	path    goja.Value
	stack   []routeLayer
	methods []string // lower case, in the order of registration
	all     bool     // handlers for every method
	object  *goja.Object
	known   *goja.Object // the object's property methods
}

type routeLayer struct {
	method  string // "" for every method
	handler *handler
}

// add registers handlers, which may be nested in arrays, for a method; "" is every method.
func (t *route) add(method string, args []goja.Value) {
	var handlers []goja.Value
	for _, a := range args {
		handlers = flatten(handlers, a)
	}
	if len(handlers) == 0 {
		t.m.throwType("argument handler is required")
	}
	for _, h := range handlers {
		t.stack = append(t.stack, routeLayer{method: method, handler: t.m.newHandler(h)})
		name := method
		switch {
		case method == "":
			t.all, name = true, "_all"
		case !slices.Contains(t.methods, method):
			t.methods = append(t.methods, method)
		}
		if t.known != nil {
			t.m.put(t.known, name, t.m.vm.ToValue(true))
		}
	}
}

// effective is the method whose handlers answer method: GET's do for HEAD if there are no others.
func (t *route) effective(method string) string {
	method = lowerMethod(method)
	if method == "head" && !slices.Contains(t.methods, "head") {
		return "get"
	}
	return method
}

// handles reports whether there are handlers for a request's method.
func (t *route) handles(method string) bool {
	return t.all || slices.Contains(t.methods, t.effective(method))
}

// allowed appends the methods that the route answers to list, in upper case.
func (t *route) allowed(list []string) []string {
	for _, m := range t.methods {
		list = append(list, strings.ToUpper(m))
	}
	if slices.Contains(t.methods, "get") && !slices.Contains(t.methods, "head") {
		list = append(list, "HEAD")
	}
	return list
}

// asObject is the route in JavaScript.
func (t *route) asObject() *goja.Object {
	if t.object != nil {
		return t.object
	}
	m := t.m
	t.object = m.vm.CreateObject(m.route)
	t.known = m.vm.CreateObject(nil)
	for _, method := range t.methods {
		m.put(t.known, method, m.vm.ToValue(true))
	}
	if t.all {
		m.put(t.known, "_all", m.vm.ToValue(true))
	}
	m.put(t.object, "path", t.path)
	m.put(t.object, "methods", t.known)
	m.bind(t.object, t)
	return t.object
}

// newRouteConstructor makes express.Route.
func (m *Module) newRouteConstructor() *goja.Object {
	ctor := m.vm.ToValue(func(c goja.ConstructorCall) *goja.Object {
		return (&route{m: m, path: c.Argument(0)}).asObject()
	}).(*goja.Object)
	m.hide(ctor, "name", m.vm.ToValue("Route"))
	m.hide(ctor, "length", m.vm.ToValue(1))
	m.check(ctor.Set("prototype", m.route))
	m.put(m.route, "constructor", ctor)
	return ctor
}
