package body

import (
	"maps"
	"net/http"
	"slices"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

// Response is the Go side of a Response. It is the owner's.
type Response struct {
	status     int
	statusText string
	headers    *headers.Headers // nil as long as there is at most the implied one
	implied    string           // the Content-Type that goes with the body, while headers is nil
	body       Body
	kind       string // the standard's type: "default", "error", "basic"
	url        string
	redirected bool
	webSocket  goja.Value // nil for none
}

// ResponseOf gives the Go side of a Response.
func ResponseOf(v goja.Value) (*Response, bool) { return native.SideOf[*Response](v) }

// Status is the status code; 0 for Response.error(), which is no answer.
func (r *Response) Status() int { return r.status }

// StatusText is the reason phrase, empty for the usual one.
func (r *Response) StatusText() string { return r.statusText }

// Header gives the header fields, which are not the caller's to change. [Response.CopyHeader] is faster.
func (r *Response) Header() http.Header { return r.list().Fields() }

// CopyHeader puts the header fields in place of those of the same names in another header.
func (r *Response) CopyHeader(to http.Header) {
	if r.headers == nil {
		if r.implied != "" {
			to["Content-Type"] = []string{r.implied}
		}
		return
	}
	maps.Copy(to, r.headers.Fields())
}

func (r *Response) list() *headers.Headers {
	if r.headers == nil {
		r.headers = headers.From(nil, headers.Mutable)
		if r.implied != "" {
			r.headers.Set("Content-Type", r.implied)
		}
	}
	return r.headers
}

// imply sets the Content-Type unless it is there.
func (r *Response) imply(contentType string) {
	switch {
	case r.headers == nil:
		r.implied = contentType
	case contentType != "" && !has(r.headers, "Content-Type"):
		r.headers.Set("Content-Type", contentType)
	}
}

// Body gives the body, for [Module.Payload].
func (r *Response) Body() *Body { return &r.body }

// WebSocket is the member webSocket of what the response was made with: the client's end of a WebSocketPair. nil for
// none.
func (r *Response) WebSocket() goja.Value { return r.webSocket }

func (r *Response) content() *Body { return &r.body }

func (r *Response) contentType() string {
	if r.headers == nil {
		return r.implied
	}
	return contentType(r.headers.Fields())
}

func (m *Module) defineResponse() {
	m.responses = native.NewClass(m.k, "Response", 0, nil, func(c goja.ConstructorCall) *Response {
		return m.response(c.Argument(0), c.Argument(1))
	})
	c, vm := m.responses, m.k.VM
	c.Getter("type", func(r *Response) goja.Value { return vm.ToValue(r.kind) })
	c.Getter("url", func(r *Response) goja.Value { return vm.ToValue(r.url) })
	c.Getter("redirected", func(r *Response) goja.Value { return vm.ToValue(r.redirected) })
	c.Getter("status", func(r *Response) goja.Value { return vm.ToValue(r.status) })
	c.Getter("ok", func(r *Response) goja.Value { return vm.ToValue(r.status >= 200 && r.status <= 299) })
	c.Getter("statusText", func(r *Response) goja.Value { return vm.ToValue(r.statusText) })
	c.Getter("headers", func(r *Response) goja.Value { return m.Headers.Object(r.list()) })
	c.Getter("webSocket", func(r *Response) goja.Value {
		if r.webSocket == nil {
			return goja.Null()
		}
		return r.webSocket
	})
	c.Method("clone", 0, func(r *Response, _ goja.FunctionCall) goja.Value {
		other := &Response{
			status: r.status, statusText: r.statusText, headers: r.list().Clone(),
			kind: r.kind, url: r.url, redirected: r.redirected,
		}
		m.clone(&r.body, &other.body)
		return m.responses.Wrap(other)
	})
	mixin(m, c)
	m.defineStatics()
}

func (m *Module) defineStatics() {
	c, vm := m.responses, m.k.VM
	c.Static("error", 0, func(goja.FunctionCall) goja.Value {
		return c.Wrap(&Response{kind: "error", headers: headers.From(nil, headers.Immutable)})
	})
	c.Static("json", 1, func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) < 1 {
			panic(m.k.TypeError("Response.json: 1 argument required, but only 0 found"))
		}
		data, init := m.k.JSON(call.Argument(0)), call.Argument(1)
		if native.IsUndefined(data) {
			panic(m.k.TypeError("Value is not JSON serializable"))
		}
		r := m.initialize(init)
		m.refuseBody(r)
		r.body = Body{kind: fromText, text: native.Text(data)}
		r.imply("application/json")
		return c.Wrap(r)
	})
	c.Static("redirect", 1, func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) < 1 {
			panic(m.k.TypeError("Response.redirect: 1 argument required, but only 0 found"))
		}
		text, status := native.Text(call.Argument(0)), http.StatusFound
		if v := call.Argument(1); !native.IsUndefined(v) {
			status = unsignedShort(v)
		}
		href, err := url.Parse(text, "")
		if err != nil {
			panic(m.k.TypeError("Failed to parse URL from %s: it must be absolute; for a relative one use new Response(null, { status: 302, headers: { location } })", text))
		}
		if !slices.Contains([]int{301, 302, 303, 307, 308}, status) {
			panic(m.k.RangeError("Invalid status code %d: a redirect has 301, 302, 303, 307 or 308", status))
		}
		return vm.ToValue(c.Wrap(&Response{
			status: status, kind: "default",
			headers: headers.From(http.Header{"Location": {href}}, headers.Immutable),
		}))
	})
}

// response is https://fetch.spec.whatwg.org/#dom-response.
func (m *Module) response(content, init goja.Value) *Response {
	r := m.initialize(init)
	if native.IsMissing(content) {
		return r
	}
	contentType := m.extract(content, &r.body)
	m.refuseBody(r)
	r.imply(contentType)
	return r
}

// refuseBody throws a TypeError when the status allows no body.
func (m *Module) refuseBody(r *Response) {
	switch r.status {
	case 101, 204, 205, 304:
		panic(m.k.TypeError("Invalid response status code %d: a response with this status has no body", r.status))
	}
}

// initialize reads a ResponseInit (https://fetch.spec.whatwg.org/#initialize-a-response).
func (m *Module) initialize(init goja.Value) *Response {
	r := &Response{status: http.StatusOK, kind: "default"}
	if native.IsMissing(init) {
		return r
	}
	if other, ok := ResponseOf(init); ok && other.kind != "error" { // new Response(body, response) is common
		r.status, r.statusText, r.headers, r.webSocket = other.status, other.statusText, other.list().Copy(), other.webSocket
		return r
	}
	if v := m.k.Option(init, "webSocket"); !native.IsMissing(v) {
		r.webSocket = v
	}
	if v := m.k.Option(init, "status"); !native.IsUndefined(v) {
		r.status = unsignedShort(v)
		if (r.status < 200 || r.status > 599) && (r.status != http.StatusSwitchingProtocols || r.webSocket == nil) {
			panic(m.k.RangeError("init[\"status\"] must be in the range of 200 to 599, inclusive."))
		}
	}
	if v := m.k.Option(init, "statusText"); !native.IsUndefined(v) {
		r.statusText = m.reason(native.Text(v))
	}
	if v := m.k.Option(init, "headers"); !native.IsUndefined(v) {
		r.headers = headers.From(nil, headers.Mutable)
		m.Headers.Fill(r.headers, v)
	}
	return r
}

// reason checks a reason phrase (https://fetch.spec.whatwg.org/#reason-phrase).
func (m *Module) reason(text string) string {
	for _, c := range text {
		if c != '\t' && c < 0x20 || c == 0x7F || c > 0xFF {
			panic(m.k.TypeError("Invalid statusText: it must be one line of Latin-1 text"))
		}
	}
	return text
}

// unsignedShort converts as https://webidl.spec.whatwg.org/#es-unsigned-short has it.
func unsignedShort(v goja.Value) int { return int(uint16(v.ToInteger())) }
