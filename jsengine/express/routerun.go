package express

import "github.com/dop251/goja"

// routeRun is one run of a route's handlers over an exchange.
type routeRun struct {
	f      *frame
	route  *route
	method string
	index  int
	next   *goja.Object
}

// newRouteRun begins a run; the exchange has room for its first.
func newRouteRun(f *frame, t *route) *routeRun {
	r := &f.x.firstRun
	if r.f != nil {
		r = new(routeRun)
	}
	*r = routeRun{f: f, route: t, method: t.effective(f.x.method)}
	return r
}

func (r *routeRun) nextFunc() goja.Value {
	if r.next == nil {
		r.next = r.f.x.m.newNext(r)
	}
	return r.next
}

// step goes on at the route's next handler for the request's method.
func (r *routeRun) step(err goja.Value) (stepper, goja.Value) {
	switch {
	case isString(err, "route"):
		return r.f, nil
	case isString(err, "router"):
		return r.f, err
	}
	x := r.f.x
	for r.index < len(r.route.stack) {
		l := &r.route.stack[r.index]
		r.index++
		if l.method != "" && l.method != r.method {
			continue
		}
		h := l.handler
		switch {
		case err != nil && h.takesErrors():
			return x.m.invoke(x, h, r, forError, err)
		case err == nil && h.takesRequests():
			return r.run(h)
		}
	}
	return r.f, err
}

// run calls a handler, one of this package without a detour through JavaScript.
func (r *routeRun) run(h *handler) (stepper, goja.Value) {
	x := r.f.x
	if h.native != nil {
		x.m.current = x
		err, done := h.native(x)
		if !done {
			return nil, nil
		}
		return r, err
	}
	return x.m.invoke(x, h, r, forRequest, nil)
}
