package express

import (
	"reflect"
	"regexp"
	"strings"

	"github.com/dop251/goja"
)

// handler is a function of the app's that takes part in routing, with what is worth knowing of it in advance.
type handler struct {
	fn       *goja.Object
	call     goja.Callable
	arity    int64
	needNext bool // it may look at its third argument
	cookies  bool // it is that of the package cookie-parser

	// One of these is set for a function of this package, which is then run without a detour through JavaScript.
	router *router
	app    *application
	native middleware
}

// middleware is a handler written in Go. When done is false it has answered, or goes on later by itself.
type middleware func(x *Exchange) (err goja.Value, done bool)

// newHandler looks at a function that the app registers, and throws if it is none.
func (m *Module) newHandler(v goja.Value) *handler {
	call, ok := goja.AssertFunction(v)
	if !ok {
		m.throwType("argument handler must be a function")
	}
	h := &handler{fn: v.(*goja.Object), call: call, needNext: true}
	if n := h.fn.Get("length"); n != nil {
		h.arity = n.ToInteger()
	}
	h.router, _ = hiddenIn[*router](m, v)
	h.app, _ = hiddenIn[*application](m, v)
	h.native, _ = hiddenIn[middleware](m, v)
	h.cookies = h.native == nil && h.arity == 3 && isCookieParser(h.fn.Get("name"))
	if h.arity <= 2 {
		if source, err := m.js.source(v); err == nil {
			h.needNext = !ignoresNext(source.String())
		}
	}
	return h
}

// isCookieParser reports whether a function has the name that it has in the package cookie-parser. The bundler may put a
// number behind it.
func isCookieParser(name goja.Value) bool {
	return name != nil && goja.IsString(name) && strings.TrimRight(name.String(), "0123456789") == "cookieParser"
}

// takesErrors reports whether the function is error-handling middleware, which is told by its four parameters.
func (h *handler) takesErrors() bool { return h.arity == 4 }

// takesRequests reports whether the function is for requests without an error.
func (h *handler) takesRequests() bool { return h.arity <= 3 }

var (
	twoParams     = `\(\s*(?:[A-Za-z_$][\w$]*\s*(?:,\s*[A-Za-z_$][\w$]*\s*)?)?\)`
	arrowOfTwo    = regexp.MustCompile(`^(?:async\s*)?(?:` + twoParams + `|[A-Za-z_$][\w$]*)\s*=>`)
	functionOfTwo = regexp.MustCompile(`^(?:async\s+)?function\s*[\w$]*\s*` + twoParams + `\s*\{`)
)

// ignoresNext reports whether the source of a function shows that it can't see a third argument: then next need not
// be made for it. An arrow function has no arguments object of its own.
func ignoresNext(source string) bool {
	if arrowOfTwo.MatchString(source) {
		return true
	}
	if !functionOfTwo.MatchString(source) {
		return false
	}
	for _, word := range []string{"arguments", "eval", "[native code]"} {
		if strings.Contains(source, word) {
			return false
		}
	}
	return true
}

// signature tells in how a function is called.
type signature uint8

const (
	forRequest signature = iota
	forError
)

// invoke calls a function of the app's. What it throws comes back as the error to go on with at s; so does, later, what
// the promise it returns is rejected with.
func (m *Module) invoke(x *Exchange, h *handler, s stepper, sig signature, err goja.Value) (stepper, goja.Value) {
	m.current = x
	x.jar.hidden = h.cookies
	var (
		result goja.Value
		thrown error
	)
	switch {
	case sig == forError:
		result, thrown = h.call(goja.Undefined(), err, x.req, x.res, s.nextFunc())
	case h.needNext:
		result, thrown = h.call(goja.Undefined(), x.req, x.res, s.nextFunc())
	default:
		result, thrown = h.call(goja.Undefined(), x.req, x.res)
	}
	return m.settle(x, s, result, thrown)
}

// settle deals with what a function of the app's returned or threw: to go on at s with an error, or not to go on.
func (m *Module) settle(x *Exchange, s stepper, result goja.Value, thrown error) (stepper, goja.Value) {
	if thrown == nil {
		thrown = m.watch(x, s, result)
	}
	if thrown == nil {
		return nil, nil
	}
	return s, m.caught(thrown)
}

var promiseType = reflect.TypeFor[*goja.Promise]()

// watch goes on at s with an error when a promise is rejected. The error is what the then method of a thenable threw.
func (m *Module) watch(x *Exchange, s stepper, result goja.Value) error {
	p, ok := result.(*goja.Object)
	if !ok {
		return nil
	}
	then := m.js.then
	if p.ExportType() != promiseType {
		f, ok := goja.AssertFunction(p.Get("then"))
		if !ok {
			return nil
		}
		then = f
	} else if promise, ok := p.Export().(*goja.Promise); ok && promise.State() == goja.PromiseStateFulfilled {
		return nil
	}
	x.handlers++
	fulfilled := m.newNative("fulfilled", 1, func(goja.FunctionCall) goja.Value {
		x.handlers--
		return goja.Undefined()
	})
	rejected := m.newNative("rejected", 1, func(c goja.FunctionCall) goja.Value {
		x.handlers--
		reason := c.Argument(0)
		if !isTrue(reason) {
			reason = m.newError(m.js.errorCtor, "Rejected promise")
		}
		m.drive(s, reason)
		return goja.Undefined()
	})
	_, err := then(p, fulfilled, rejected)
	return err
}

// caught gives the value that was thrown. What no JavaScript may catch, such as an interrupt, it throws on.
func (m *Module) caught(err error) goja.Value {
	exception, ok := err.(*goja.Exception) //nolint:errorlint // errors.As could run the app's code
	if !ok {
		panic(err)
	}
	return exception.Value()
}
