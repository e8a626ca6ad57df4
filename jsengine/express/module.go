package express

import (
	"io/fs"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/events"
	"github.com/caddyhbf/hbf/jsengine/jsonvalue"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// Options configure a [Module].
type Options struct {
	// Files are the files of the app for res.sendFile, res.download and express.static; nil for none. Names are
	// those of package fs: relative to the root, without a leading slash.
	Files fs.FS
	// Mode is the initial value of the setting 'env', "production" or "development"; "" means "production".
	Mode string
	// Warn is told of mistakes that Express would throw for or log, such as sending twice; nil for nobody.
	// It is called at most once for each exchange, with a message for the app's log.
	Warn func(x *Exchange, message string)
	// MaxBody bounds the body of a response, in bytes: a longer one is a RangeError in the app. It also bounds what the
	// compressed body of a request may become for a body parser: more is an error of status 413. 0 means no bound.
	MaxBody int64
	// Changed is told when a response was completed, or has something for [Exchange.Flush] to take, by whatever code;
	// nil for nobody.
	Changed func(x *Exchange)
	// Signal makes req.signal, the AbortSignal of an exchange; nil for none.
	Signal func(x *Exchange) goja.Value
	// FormData makes the promise that req.formData() gives; nil for none.
	FormData func(x *Exchange) goja.Value
	// WaitUntil is res.waitUntil(promise); nil for none.
	WaitUntil func(x *Exchange, promise goja.Value)
	// Subscribe has receive called with what is published on a channel until the function that it returns is called, or
	// the exchange is over; nil for nothing to subscribe to.
	Subscribe func(x *Exchange, channel string, receive func(*events.Message)) (end func())
	// Socket makes a WebSocket of an exchange whose request IsUpgrade, or says why it can't; nil for no WebSockets. It gives
	// nil for both where the exchange is over.
	Socket    func(x *Exchange, o SocketOptions) (*Socket, *SocketRefusal)
	IsUpgrade func(x *Exchange) bool
	// Emit lets an effect leave the instance, see package loop; nil for at once.
	Emit func(effect func())
}

// Module is the Express API in one runtime.
type Module struct {
	vm    *goja.Runtime
	kit   *native.Kit
	opts  Options
	js    *intrinsics
	slot  *goja.Symbol // under which applications, routers and middleware keep their Go side
	enter goja.Callable

	exports     *goja.Object
	application *goja.Object // prototype of applications
	router      *goja.Object // prototype of routers
	route       *goja.Object // prototype of what app.route() returns
	request     *goja.Object // prototype of requests
	response    *goja.Object // prototype of responses
	query       *goja.Object // prototype of what is behind req.query

	eventStreams *goja.Object // prototype of what res.sse() gives

	native    natives
	defaults  *settings // of exchanges outside any application
	listening *application
	current   *Exchange // the exchange used last: a cache for finding it by its objects
	entering  entry
	lastApp   *application // a cache for finding it by its object
	encoder   *jsonvalue.Encoder
}

// natives are the functions that others of the API call when the app has not replaced them.
type natives struct {
	appHandle, routerHandle  *goja.Object
	send, json, end, setHead *goja.Object
	writeHead                *goja.Object
}

// New installs the API in a runtime. It must come before any of the app's code, since it takes hold of the built-in
// functions that it needs, which that code may replace.
func New(kit *native.Kit, o Options) *Module {
	vm := kit.VM
	if o.Mode == "" {
		o.Mode = "production"
	}
	m := &Module{vm: vm, kit: kit, opts: o, slot: goja.NewSymbol("hbf:express")}
	m.js = captureIntrinsics(vm)
	m.encoder = jsonvalue.New(m.kit)
	m.application = m.js.functionLike(vm)
	m.router = m.js.functionLike(vm)
	m.route = vm.NewObject()
	m.request = vm.NewObject()
	m.response = vm.NewObject()
	m.query = vm.CreateObject(nil)
	m.defaults = m.newSettings()
	m.enter = m.newEntry()
	m.defineRouting()
	m.defineApplication()
	m.defineRequest()
	m.defineResponse()
	m.defineExchangeEvents()
	m.defineAsync()
	m.defineEventStream()
	m.defineWebSockets()
	m.defineExports()
	return m
}

// emit lets an effect leave the instance.
func (m *Module) emit(effect func()) {
	if m.opts.Emit == nil {
		effect()
		return
	}
	m.opts.Emit(effect)
}

// ExportNames are the names that hbf:express exports beside default.
func ExportNames() []string {
	return []string{"Route", "Router", "application", "cookieParser", "json", "multipart", "raw", "request", "response", "static", "text", "urlencoded"}
}

// Exports is what require('express') gives: the function that makes applications, with everything else of the module
// as its properties. For import it has itself as the property default.
func (m *Module) Exports() *goja.Object { return m.exports }

// NewApplication makes an application, as express() does.
func (m *Module) NewApplication() *goja.Object { return m.newApplication().object }

// Listening is the application on which listen() was called last, nil if on none.
func (m *Module) Listening() *goja.Object {
	if m.listening == nil {
		return nil
	}
	return m.listening.object
}

// IsEmptyApplication reports whether o is an application of this module without any route or middleware.
func (m *Module) IsEmptyApplication(o *goja.Object) bool {
	a, ok := m.applicationOf(o)
	return ok && (a.router == nil || len(a.router.layers) == 0)
}

// IsHandleMethod reports whether o is an application of this module and handle its own handle method, not one that
// the app has put in its place: then [Module.Dispatch] does what calling it would do.
func (m *Module) IsHandleMethod(o *goja.Object, handle goja.Value) bool {
	_, ok := m.applicationOf(o)
	return ok && handle == m.native.appHandle
}

// applicationOf is the Go side of an application; ok is false for any other object.
func (m *Module) applicationOf(o *goja.Object) (a *application, ok bool) {
	if o == nil {
		return nil, false
	}
	if m.lastApp != nil && m.lastApp.object == o {
		return m.lastApp, true
	}
	if a, ok = hiddenIn[*application](m, o); ok {
		m.lastApp = a
	}
	return a, ok
}

func (m *Module) defineExports() {
	e := m.newNative("createApplication", 0, func(goja.FunctionCall) goja.Value {
		return m.newApplication().object
	})
	m.exports = e
	m.put(e, "default", e)
	m.put(e, "application", m.application)
	m.put(e, "request", m.request)
	m.put(e, "response", m.response)
	m.put(e, "Router", m.newRouterConstructor())
	m.put(e, "Route", m.newRouteConstructor())
	m.defineParsers(e)
	m.put(e, "cookieParser", m.newNative("cookieParser", 2, m.newCookieParser))
	m.put(e, "static", m.newNative("serveStatic", 2, m.newStatic))
}
