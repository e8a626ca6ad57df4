package jsengine

import (
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// handler is what answers the app's requests: an object whose method handle(req, res), or fetch(request, env, ctx), is
// called. The method is looked up for each request, so that an app that replaces app.handle gets what it asked for.
type handler struct {
	object *goja.Object
	fetch  bool // the method is fetch
}

// needsBody reports whether the handler is given the bodies of requests as a whole: req.body is a string.
func (h handler) needsBody() bool { return !h.fetch }

// resolveHandler finds the app's handler in the order of design §4.
func (rt *runtime) resolveHandler(exports goja.Value) (handler, error) {
	candidates := exported(exports)
	for _, candidate := range candidates {
		if has(candidate, "fetch") {
			return handler{object: candidate, fetch: true}, nil
		}
	}
	for _, candidate := range candidates {
		if has(candidate, "handle") {
			return handler{object: candidate}, nil
		}
	}
	if app := rt.express.Listening(); app != nil {
		return handler{object: app}, nil
	}
	app, ok := rt.vm.GlobalObject().Get("app").(*goja.Object)
	if ok && has(app, "handle") && !rt.express.IsEmptyApplication(app) {
		return handler{object: app}, nil
	}
	return handler{}, rt.noHandler(exports, app)
}

// exported are the values that an entry may have exported its handler as: the default export, then
// module.exports itself.
func exported(exports goja.Value) []*goja.Object {
	obj, ok := exports.(*goja.Object)
	if !ok {
		return nil
	}
	if def, ok := obj.Get("default").(*goja.Object); ok {
		return []*goja.Object{def, obj}
	}
	return []*goja.Object{obj}
}

func has(o *goja.Object, method string) bool {
	_, ok := goja.AssertFunction(o.Get(method))
	return ok
}

func (rt *runtime) noHandler(exports goja.Value, app *goja.Object) error {
	var found []string
	if obj, ok := exports.(*goja.Object); ok {
		if keys := obj.Keys(); len(keys) > 0 {
			slices.Sort(keys)
			found = append(found, "it exports "+clip(strings.Join(keys, ", "), 200))
		}
	}
	switch {
	case app == nil:
		found = append(found, "globalThis.app is not an object")
	case rt.express.IsEmptyApplication(app):
		found = append(found, "globalThis.app is the built-in application and has no route or middleware")
	default:
		found = append(found, "globalThis.app has no method handle")
	}
	return errors.New(rt.bundle.Entry() + " leaves no handler for requests: " + strings.Join(found, "; ") +
		". Looked for, in this order: a default export (or module.exports) with a method fetch(request); " +
		"one with a method handle(req, res); " +
		"an express application on which listen() was called; globalThis.app with a method handle(req, res) or with routes")
}

// call lets the handler answer an exchange. It is part of a turn.
func (rt *runtime) call(r *Request) {
	x := r.Exchange
	req, res := rt.express.Begin(x)
	if rt.handler.fetch {
		rt.callFetch(r)
		return
	}
	handle := rt.handler.object.Get("handle")
	if rt.express.IsHandleMethod(rt.handler.object, handle) {
		rt.express.Serve(rt.handler.object, x)
		return
	}
	f, ok := goja.AssertFunction(handle)
	if !ok {
		panic(rt.vm.NewTypeError("app.handle is not a function any more"))
	}
	v, err := f(rt.handler.object, req, res)
	rt.escalate(err)
	if err != nil {
		panic(err) // an exception: it ends the turn as o.thrown
	}
	r.result, _ = native.PromiseOf(v)
}
