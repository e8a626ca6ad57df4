package express

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// frame is one run of a router over an exchange.
type frame struct {
	x      *Exchange
	router *router
	outer  stepper       // goes on when this router is done; nil for an outermost one
	done   goja.Callable // is called then, if there is no outer
	owner  *application  // whose settings apply inside; nil for a router's frame

	depth   int // of frames that are outer
	matches pathpattern.Matches
	matched string // the path that matches is about
	started bool
	next    *goja.Object
	seen    map[string]*paramCall
	options bool     // to answer OPTIONS if nothing else does
	allowed []string // methods of routes that match

	// mounting: what the current layer's path took off the URL
	removed    string
	addedSlash bool

	// what is put back at the end
	base   string
	params params
	frame  *frame
	app    *application
}

// newFrame makes a frame for a run of r; the exchange has room for its first.
func (x *Exchange) newFrame(r *router) *frame {
	f := &x.firstFrame
	if f.x != nil {
		f = new(frame)
	}
	f.x, f.router = x, r
	return f
}

// maxRouters is how deeply routers may be mounted in each other. One that is mounted in itself has no end.
const maxRouters = 500

// within makes a frame one of a router that is mounted in another one.
func (f *frame) within(outer *frame) {
	if f.outer, f.depth = outer, outer.depth+1; f.depth > maxRouters {
		f.x.m.throwType("routers are mounted in each other more than %d deep", maxRouters)
	}
}

// begin notes what the frame has to put back.
func (f *frame) begin() {
	x := f.x
	f.base, f.params, f.frame, f.app = x.baseURL, x.params, x.frame, x.app
	f.options = x.method == "OPTIONS"
	x.frame = f
}

// mount begins the frame of an application: its settings and prototypes apply.
func (f *frame) mount(a *application) {
	f.begin()
	f.owner = a
	f.x.use(a)
	if a.settings.enabled("x-powered-by") && !f.x.sent {
		f.x.Response.Header["X-Powered-By"] = []string{"Express"}
	}
}

func (f *frame) nextFunc() goja.Value {
	if f.next == nil {
		f.next = f.x.m.newNext(f)
	}
	return f.next
}

// step goes on at the router's next layer that matches.
func (f *frame) step(err goja.Value) (stepper, goja.Value) {
	f.restoreURL()
	switch {
	case isString(err, "route"):
		err = nil
	case isString(err, "router"):
		return f.exit(nil)
	}
	x := f.x
	f.match(x.path())
	for f.matches.Next() {
		if failure := f.matches.Err(); failure != nil {
			if err == nil {
				err = x.m.matchError(failure)
			}
			continue
		}
		l := &f.router.layers[f.matches.Layer()]
		if l.route != nil && (err != nil || !f.answers(l.route)) {
			continue
		}
		if l.route != nil {
			x.setRoute(l.route)
		}
		x.params = params{list: f.matches.Params()}
		if f.router.mergeParams {
			outer := f.params
			x.params.outer = &outer
		}
		if s := f.paramCallbacks(l, err); s != nil {
			return s, nil
		}
		return f.enter(l, err)
	}
	return f.exit(err)
}

// match looks for layers with the path as it is now, which middleware may have changed.
func (f *frame) match(path string) {
	if f.started && path == f.matched {
		return
	}
	from := 0
	if f.started {
		from = f.matches.Layer() + 1
	}
	f.router.table.MatchFrom(path, from, &f.matches)
	f.matched, f.started = path, true
}

// answers reports whether a route has handlers for the request's method, and notes what it has for OPTIONS.
func (f *frame) answers(t *route) bool {
	method := f.x.method
	if t.handles(method) {
		return true
	}
	if f.options && method == "OPTIONS" {
		f.allowed = t.allowed(f.allowed)
	}
	// A route without handlers for HEAD is entered, finds none and goes on.
	return method == "HEAD"
}

// enter runs a layer that matches.
func (f *frame) enter(l *layer, err goja.Value) (stepper, goja.Value) {
	if l.route != nil {
		return newRouteRun(f, l.route), nil
	}
	h := l.handler
	if !f.trim(f.matches.PrefixLen()) {
		return f, err
	}
	m := f.x.m
	if err != nil {
		if !h.takesErrors() {
			return f, err
		}
		return m.invoke(f.x, h, f, forError, err)
	}
	if !h.takesRequests() {
		return f, nil
	}
	return f.run(h)
}

// run calls middleware, that of this package without a detour through JavaScript.
func (f *frame) run(h *handler) (stepper, goja.Value) {
	x, m := f.x, f.x.m
	switch {
	case h.native != nil:
		m.current = x
		err, done := h.native(x)
		if !done {
			return nil, nil
		}
		return f, err
	case h.router != nil && h.fn.Get("handle") == m.native.routerHandle:
		inner := x.newFrame(h.router)
		inner.within(f)
		inner.begin()
		return inner, nil
	case h.app != nil && h.fn.Get("handle") == m.native.appHandle:
		inner := x.newFrame(h.app.routes())
		inner.within(f)
		inner.mount(h.app)
		return inner, nil
	}
	return m.invoke(x, h, f, forRequest, nil)
}

// trim takes the path of middleware off the URL. It reports false when the match doesn't end at a segment's end.
func (f *frame) trim(n int) bool {
	switch {
	case n == 0:
		return true
	case n == notPrefix || n < len(f.matched) && f.matched[n] != '/':
		return false
	}
	x := f.x
	f.removed = f.matched[:n]
	url := x.url[n:]
	if !strings.HasPrefix(url, "/") {
		url = "/" + url
		f.addedSlash = true
	}
	x.url = url
	x.baseURL = f.base + strings.TrimSuffix(f.removed, "/")
	return true
}

// restoreURL undoes trim.
func (f *frame) restoreURL() {
	x := f.x
	if f.addedSlash {
		root := x.url == "/" || strings.HasPrefix(x.url, "/?")
		if root || strings.HasSuffix(f.removed, "/") && strings.HasPrefix(x.url, "/") {
			x.url = x.url[1:]
		}
		f.addedSlash = false
	}
	if f.removed != "" {
		x.baseURL = f.base
		x.url = f.removed + x.url
		f.removed = ""
	}
}

// exit leaves the router: OPTIONS is answered if nothing else has, else what is outside goes on.
func (f *frame) exit(err goja.Value) (stepper, goja.Value) {
	x := f.x
	if f.options && err == nil && len(f.allowed) > 0 {
		x.sendOptions(f.allowed)
		return nil, nil
	}
	x.baseURL, x.params, x.frame = f.base, f.params, f.frame
	if f.owner != nil && (f.outer != nil || f.done != nil) {
		x.use(f.app)
	}
	switch {
	case f.outer != nil:
		return f.outer, err
	case f.done != nil:
		if err == nil {
			err = goja.Undefined()
		}
		_ = must(f.done(goja.Undefined(), err))
		return nil, nil
	}
	x.conclude(err)
	return nil, nil
}

// sendOptions answers OPTIONS with the methods that the matching routes have.
func (x *Exchange) sendOptions(allowed []string) {
	slices.Sort(allowed)
	list := strings.Join(slices.Compact(allowed), ", ")
	if x.closed("an answer to OPTIONS") {
		return
	}
	h := x.Response.Header
	h.Set("Allow", list)
	h.Set("Content-Type", "text/plain")
	h.Set("X-Content-Type-Options", "nosniff")
	x.setLength(len(list))
	x.end([]byte(list))
}
