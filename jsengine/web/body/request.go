package body

import (
	"net/http"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
)

// Request is the Go side of a Request. It is the owner's.
type Request struct {
	method, url string
	fields      http.Header // of an incoming request, until something needs headers
	headers     *headers.Headers
	body        *Body
	own         Body

	signal     *goja.Object // nil until JavaScript has seen it
	makeSignal func() *goja.Object
	source     *event.Signal // the signal that it was given, nil for none

	policy policy
}

// policy is what fetch shall do with a request. All but redirect is only kept.
type policy struct {
	mode, credentials, cache, redirect, referrer, referrerPolicy, integrity string
	keepalive                                                               bool
}

var defaultPolicy = policy{mode: "cors", credentials: "same-origin", cache: "default", redirect: "follow", referrer: "about:client"}

// RequestOf gives the Go side of a Request.
func RequestOf(v goja.Value) (*Request, bool) { return native.SideOf[*Request](v) }

// Method is the method, normalized.
func (r *Request) Method() string { return r.method }

// URL is the absolute URL, serialized, with its fragment.
func (r *Request) URL() string { return r.url }

// Header gives the header fields, which are not the caller's to change.
func (r *Request) Header() http.Header {
	if r.headers == nil {
		return r.fields
	}
	return r.headers.Fields()
}

// Redirect says what fetch does at a redirect: "follow", "error" or "manual".
func (r *Request) Redirect() string { return r.policy.redirect }

// Body gives the body, for [Module.Payload].
func (r *Request) Body() *Body { return r.body }

// Signal gives the signal that the request was made with, nil for none. The one that scripts see follows it.
func (r *Request) Signal() *event.Signal { return r.source }

func (r *Request) content() *Body { return r.body }

func (r *Request) contentType() string { return contentType(r.Header()) }

func contentType(fields http.Header) string {
	if values := fields["Content-Type"]; len(values) > 0 {
		return values[len(values)-1]
	}
	return ""
}

func (r *Request) list() *headers.Headers {
	if r.headers == nil {
		r.headers = headers.From(r.fields, headers.Immutable)
		r.fields = nil
	}
	return r.headers
}

func (m *Module) defineRequest() {
	m.requests = native.NewClass(m.k, "Request", 1, nil, func(c goja.ConstructorCall) *Request {
		if len(c.Arguments) < 1 {
			panic(m.k.TypeError("Request: 1 argument required, but only 0 found"))
		}
		return m.construct(c.Argument(0), c.Argument(1))
	})
	c, vm := m.requests, m.k.VM
	text := func(name string, get func(*Request) string) {
		c.Getter(name, func(r *Request) goja.Value { return vm.ToValue(get(r)) })
	}
	constant := func(name string, v any) {
		value := vm.ToValue(v)
		c.Getter(name, func(*Request) goja.Value { return value })
	}
	text("method", func(r *Request) string { return r.method })
	text("url", func(r *Request) string { return r.url })
	c.Getter("headers", func(r *Request) goja.Value { return m.Headers.Object(r.list()) })
	constant("destination", "")
	text("referrer", func(r *Request) string { return r.policy.referrer })
	text("referrerPolicy", func(r *Request) string { return r.policy.referrerPolicy })
	text("mode", func(r *Request) string { return r.policy.mode })
	text("credentials", func(r *Request) string { return r.policy.credentials })
	text("cache", func(r *Request) string { return r.policy.cache })
	text("redirect", func(r *Request) string { return r.policy.redirect })
	text("integrity", func(r *Request) string { return r.policy.integrity })
	c.Getter("keepalive", func(r *Request) goja.Value { return vm.ToValue(r.policy.keepalive) })
	constant("isReloadNavigation", false)
	constant("isHistoryNavigation", false)
	constant("duplex", "half")
	c.Getter("signal", func(r *Request) goja.Value { return m.signal(r) })
	c.Method("clone", 0, func(r *Request, _ goja.FunctionCall) goja.Value {
		other := &Request{method: r.method, url: r.url, headers: r.list().Clone(), source: r.source, policy: r.policy}
		other.body = &other.own
		m.clone(r.body, other.body)
		if r.makeSignal != nil || r.signal != nil {
			other.source, _ = event.SignalOf(m.signal(r))
		}
		return m.requests.Wrap(other)
	})
	mixin(m, c)
}

// signal gives the signal that scripts see: the host's, or one that follows the one that the request was made with.
func (m *Module) signal(r *Request) *goja.Object {
	switch {
	case r.signal != nil:
	case r.makeSignal != nil:
		r.signal, r.makeSignal = r.makeSignal(), nil
	default:
		own := m.Events.NewSignal()
		r.signal = own.Object()
		if s := r.source; s != nil && s.Aborted() {
			own.Abort(s.Reason())
		} else if s != nil {
			s.OnAbort(own.Abort)
		}
	}
	return r.signal
}
