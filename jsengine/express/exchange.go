package express

import (
	"io"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/pipe"
)

// Timing is where an exchange's time went.
type Timing struct {
	Queue time.Duration // waiting for the app
	App   time.Duration // from then on until the response was there, with whatever the handler has waited for
	SQL   time.Duration // of that, within the database
}

// Exchange is one request and the response to it. The caller fills in what is exported but Response, hands the
// exchange to [Module.Begin], and reads Response when it is [Exchange.Sent], or, while the body is still being written,
// when [Exchange.Flush] says that it has begun. It must not be copied after Begin.
type Exchange struct {
	// Request has method, URL, header fields and protocol version. Its body is not read.
	Request *http.Request
	// Body is the request's body as a whole, once [Exchange.ReadBody] was called. It must not change afterwards.
	Body []byte
	// Incoming is the body where it is yet to be read; nil when Body has all there is. An error of its own goes to the
	// app, which may let it become the response: it may have a method Status() int.
	Incoming io.ReadCloser
	// LoadBody reads Incoming to its end, for Body. It must be set where Incoming is.
	LoadBody func() ([]byte, error)
	// ClientIP is req.ip, and ClientIPs req.ips: the addresses that trusted proxies report, the client's first.
	ClientIP  string
	ClientIPs []string
	// Scheme is req.protocol, "http" or "https".
	Scheme string
	// Host is req.host, with a port if the client gave one; "" means Request.Host.
	Host string
	// ID names the exchange in the log. Where it is empty MakeID, which may be nil, makes it when it is first needed; see
	// [Exchange.RequestID].
	ID     string
	MakeID func(*http.Request) string

	// Owner is the host's own.
	Owner any
	// Timing is where the time went, for developers; nil where nobody wants to know.
	Timing *Timing

	// Response is the answer so far.
	Response Response

	state
}

// Response is the answer to a request.
type Response struct {
	Status int
	// StatusMessage is the reason phrase of HTTP/1 that the app asked for; "" for the usual one.
	StatusMessage string
	Header        http.Header
	// Body is nil for a response to HEAD. A Content-Length in Header is that of the body GET would get.
	Body []byte
	// File is set instead of Body when a file is the answer.
	File *File
	// Stream is set instead of Body when the body is written bit by bit.
	Stream *pipe.Pipe
	// Reader is set instead of Body when the body is something to be read, such as that of an outbound request. Whoever
	// has the response closes it.
	Reader io.ReadCloser
	// Takeover is set when the connection is to be used for something else than a response, such as a WebSocket. It
	// returns when that has ended.
	Takeover func(w http.ResponseWriter, r *http.Request) error
}

// state is what an exchange is for JavaScript. All of it is private to the package.
type state struct {
	m          *Module
	req, res   *goja.Object
	reqAnchor  *anchor
	resAnchor  *anchor
	app        *application // whose settings apply; nil outside any
	frame      *frame       // the router that runs; nil outside any
	firstFrame frame
	firstRun   routeRun
	fields     [4]string // room for the first header fields that are set
	fieldCount int

	method      string
	url         string // what req.url is: without what mounting took off
	originalURL string
	baseURL     string
	pathname    string // the path of url as it stands there; valid while pathOf equals url
	pathOf      string
	params      params
	route       *route

	// What JavaScript has asked for or put in place of it; nil while it hasn't.
	body, headers, query, locals, routeValue goja.Value
	jar                                      cookieJar

	queryOf    string     // the query string that query was made of
	queryBy    *settings  // and the settings by which
	files      goja.Value // of a multipart form
	bodyParsed bool       // by a body parser; others leave it alone

	out       []byte // what res.write has collected
	headSent  bool   // res.write or res.writeHead has fixed status and header
	flushing  bool   // what is in out is to leave, even though the body is not complete
	thirsty   bool   // res.write has told the app to wait for 'drain'
	sent      bool
	warned    bool
	handlers  int // of the app's whose promise is pending
	abandoned bool

	reqEvents, resEvents emitter
	flowing              bool // the request's body is being given as events
	onReplace            func()
	whenDrained          []func()
	heartbeat            time.Duration // of an event stream; 0 for none
	incoming             incoming
	idLock               sync.Mutex
	sealed               bool // the host goes on with the request: MakeID must not be called any more
	signal               goja.Value

	unhandled bool
	failed    bool
	failure   goja.Value
	failCode  int
}

// RequestID names the exchange in the log. It is made when it is first asked for, but not after [Exchange.Seal].
func (x *Exchange) RequestID() string {
	x.idLock.Lock()
	defer x.idLock.Unlock()
	if x.ID == "" && x.MakeID != nil && !x.sealed {
		x.ID = x.MakeID(x.Request)
	}
	return x.ID
}

// Seal says that the request's own goroutine goes on with the request, so that nobody else may look into it: RequestID
// gives what it has given before, or nothing.
func (x *Exchange) Seal() {
	x.idLock.Lock()
	x.sealed = true
	x.idLock.Unlock()
}

// Sent reports whether the response is complete: nothing can be added to it any more.
func (x *Exchange) Sent() bool { return x.sent }

// Pending reports whether the promise of a handler of the app's is pending: the handler is still at work.
func (x *Exchange) Pending() bool { return x.handlers > 0 }

// Unhandled reports whether the application came to its end without an answer and without an error. The answer to
// that is 404.
func (x *Exchange) Unhandled() bool { return x.unhandled && !x.sent && !x.failed }

// Failure reports the error that the application ended with: given to next(), thrown, or a handler's rejection, and
// not dealt with by error-handling middleware. status is what the error asks for with its property status or
// statusCode, else that of the response if it is 400 to 599, else 500. Header fields that the error asks for with its
// property headers are in Response.Header then. An error can also come after the response was sent.
func (x *Exchange) Failure() (err goja.Value, status int, failed bool) {
	return x.failure, x.failCode, x.failed
}

// Finish completes a response that the handler has left open and that nothing will complete any more: as it stands,
// which without any doing is status 200 and an empty body.
func (x *Exchange) Finish() {
	if !x.sent && !x.abandoned {
		x.end(nil)
	}
}

// Abandon makes the exchange ignore whatever its objects are told from now on: its request was answered by others or
// has gone away.
func (x *Exchange) Abandon() { x.abandoned = true }

// Leave is Abandon without a warning: what the app still tells the exchange is no mistake of its own.
func (x *Exchange) Leave() { x.abandoned, x.warned = true, true }

// Abandoned reports whether the exchange ignores what it is told.
func (x *Exchange) Abandoned() bool { return x.abandoned }

// closed reports whether the response can't be changed any more, and warns of the attempt, in the words of what.
func (x *Exchange) closed(what string) bool {
	if x.abandoned {
		x.warn(what + " after the request had ended was ignored")
		return true
	}
	if x.sent || x.headSent {
		x.warn(what + " after the response was sent was ignored")
		return true
	}
	return false
}

// warn tells the host of a mistake, the exchange's first one only.
func (x *Exchange) warn(message string) {
	if x.warned {
		return
	}
	x.warned = true
	if x.m.opts.Warn != nil {
		x.m.opts.Warn(x, message)
	}
}

// Begin makes the objects that are the exchange in JavaScript. They have the prototypes express.request and
// express.response until an application takes the exchange over.
func (m *Module) Begin(x *Exchange) (req, res *goja.Object) {
	x.m = m
	x.method = x.Request.Method
	x.url = x.Request.URL.RequestURI()
	x.originalURL = x.url
	x.Response = Response{Status: http.StatusOK, Header: make(http.Header, 4)}
	x.req, x.reqAnchor = m.newAnchored(x, m.request)
	x.res, x.resAnchor = m.newAnchored(x, m.response)
	m.current = x
	return x.req, x.res
}

// anchor ties an object to its exchange. It stands as an object without properties between the object and its visible
// prototype, where the app's code can neither reach it by a name nor copy it to another object, and costs less than
// a property would.
type anchor struct {
	hidden
	x      *Exchange
	object *goja.Object
}

var anchorType = reflect.TypeFor[*anchor]()

// Set passes what is set on the anchor, as the object's prototype, on to the prototype proper.
func (a *anchor) Set(name string, v goja.Value) bool {
	return a.object.Prototype().Set(name, v) == nil
}

// newAnchored makes an object that belongs to x.
func (m *Module) newAnchored(x *Exchange, proto *goja.Object) (*goja.Object, *anchor) {
	a := &anchor{x: x}
	a.object = m.vm.NewDynamicObject(a)
	a.inherit(proto)
	return m.vm.CreateObject(a.object), a
}

// inherit gives the anchored object another visible prototype.
func (a *anchor) inherit(proto *goja.Object) { _ = a.object.SetPrototype(proto) }

// exchange finds the exchange that an object, or one that inherits from it, or a proxy of it, belongs to.
func (m *Module) exchange(this goja.Value) *Exchange {
	o, ok := this.(*goja.Object)
	if ok {
		if x := m.current; x != nil && (o == x.req || o == x.res) {
			return x
		}
		for p := o; p != nil; p = p.Prototype() {
			if p.ExportType() == anchorType {
				return p.Export().(*anchor).x
			}
		}
	}
	m.throwType("this is neither a request nor a response")
	return nil
}

// use makes app the application whose settings and prototypes apply.
func (x *Exchange) use(app *application) {
	x.app = app
	if app == nil {
		x.reqAnchor.inherit(x.m.request)
		x.resAnchor.inherit(x.m.response)
		return
	}
	x.reqAnchor.inherit(app.request)
	x.resAnchor.inherit(app.response)
}

// settings are those of the application that runs.
func (x *Exchange) settings() *settings {
	if x.app != nil {
		return x.app.settings
	}
	return x.m.defaults
}
