package body

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
	"golang.org/x/net/http/httpguts"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

// NewRequest makes a request of the arguments of fetch, which are those of the constructor of Request, and throws
// where they are wrong. No script sees it.
func (m *Module) NewRequest(input, init goja.Value) *Request { return m.construct(input, init) }

// construct is https://fetch.spec.whatwg.org/#dom-request.
func (m *Module) construct(input, init goja.Value) *Request {
	r := &Request{method: "GET", policy: defaultPolicy}
	r.body = &r.own
	original, copied := RequestOf(input)
	if copied {
		r.method, r.url, r.policy, r.source = original.method, original.url, original.policy, original.source
		if original.signal != nil || original.makeSignal != nil {
			r.source, _ = event.SignalOf(m.signal(original))
		}
	} else if href, ok := url.HrefOf(input); ok {
		r.url = m.parseURL(href)
	} else {
		r.url = m.parseURL(native.Text(input))
	}
	if !native.IsMissing(init) {
		if _, ok := init.(*goja.Object); !ok {
			panic(m.k.TypeError("Request: the second argument must be an object"))
		}
	}
	given, isRequest := RequestOf(init) // new Request(url, request) is common, and need not go through getters
	if isRequest {
		r.method, r.policy = given.method, given.policy
		r.source, _ = event.SignalOf(m.signal(given))
	} else {
		m.policyOf(r, init)
		m.signalOf(r, init)
	}
	switch v := m.k.Option(init, "headers"); {
	case isRequest:
		r.headers = given.list().Copy()
	case !native.IsUndefined(v):
		r.headers = headers.From(nil, headers.Mutable)
		m.Headers.Fill(r.headers, v)
	case copied:
		r.headers = original.list().Copy()
	default:
		r.headers = headers.From(nil, headers.Mutable)
	}
	m.bodyOf(r, init, original, given)
	return r
}

func (m *Module) parseURL(text string) string {
	href, err := url.Parse(text, "")
	if err != nil {
		panic(m.k.TypeError("Failed to parse URL from %s: it must be absolute, such as http://example.com/path", text))
	}
	_, authority, _ := strings.Cut(href, "://")
	if n := strings.IndexAny(authority, "/?#"); n >= 0 {
		authority = authority[:n]
	}
	if strings.Contains(authority, "@") {
		panic(m.k.TypeError("the URL of a request must not include credentials; send them in the header Authorization"))
	}
	return href
}

// bodyOf gives a request its body: that of init, else that of the request it is made of, which then has been read.
func (m *Module) bodyOf(r *Request, init goja.Value, original, given *Request) {
	bodiless := r.method == "GET" || r.method == "HEAD"
	refuse := func() {
		panic(m.k.TypeError("Request with GET/HEAD method cannot have body"))
	}
	if given != nil {
		if given.body.kind != none {
			if bodiless {
				refuse()
			}
			if m.unusable(given.body) {
				panic(m.k.TypeError("the body of the request was read already"))
			}
			r.body = given.body // two requests with one stream
			return
		}
	} else if v := m.k.Option(init, "body"); !native.IsMissing(v) {
		if bodiless {
			refuse()
		}
		contentType := m.extract(v, r.body)
		if contentType != "" && !has(r.headers, "Content-Type") {
			r.headers.Set("Content-Type", contentType)
		}
		if r.body.kind == fromStream && native.IsUndefined(m.k.Option(init, "duplex")) {
			panic(m.k.TypeError("RequestInit: duplex option is required when sending a body; it must be \"half\""))
		}
		return
	}
	if original == nil || original.body.kind == none {
		return
	}
	if bodiless {
		refuse()
	}
	if m.unusable(original.body) {
		panic(m.k.TypeError("Cannot construct a Request with a Request object that has already been used."))
	}
	if original.body == &original.own {
		r.own, original.own = original.own, Body{kind: original.own.kind, used: true}
	} else {
		r.body, original.body = original.body, &Body{kind: original.body.kind, used: true}
	}
}

func has(h *headers.Headers, name string) bool {
	_, ok := h.Fields()[name]
	return ok
}

// policyOf reads the members of a RequestInit that are not headers, body or signal.
func (m *Module) policyOf(r *Request, init goja.Value) {
	text := func(name string, into *string, allowed ...string) {
		v := m.k.Option(init, name)
		if native.IsUndefined(v) {
			return
		}
		s := native.Text(v)
		if len(allowed) > 0 && !slices.Contains(allowed, s) {
			panic(m.k.TypeError("Request: %s must be one of %s, not %q", name, strings.Join(allowed, ", "), s))
		}
		*into = s
	}
	if native.IsMissing(init) {
		return
	}
	method := r.method
	text("method", &method)
	r.method = m.normalizeMethod(method)
	p := &r.policy
	text("mode", &p.mode, "cors", "no-cors", "same-origin")
	text("credentials", &p.credentials, "omit", "same-origin", "include")
	text("cache", &p.cache, "default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached")
	text("redirect", &p.redirect, "follow", "error", "manual")
	text("referrerPolicy", &p.referrerPolicy, "", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin",
		"strict-origin", "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url")
	text("integrity", &p.integrity)
	var ignored string
	text("duplex", &ignored, "half")
	text("referrer", &p.referrer)
	switch p.referrer {
	case "":
		p.referrer = "no-referrer"
	case "about:client", "no-referrer":
	default:
		p.referrer = m.parseURL(p.referrer)
	}
	if v := m.k.Option(init, "keepalive"); !native.IsUndefined(v) {
		p.keepalive = v.ToBoolean()
	}
}

// normalizeMethod is https://fetch.spec.whatwg.org/#concept-method-normalize, after the checks of the constructor.
func (m *Module) normalizeMethod(method string) string {
	upper := strings.ToUpper(method)
	switch {
	case !httpguts.ValidHeaderFieldName(method): // a method is a token, as a name is
		panic(m.k.TypeError("'%s' is not a valid HTTP method.", method))
	case upper == "CONNECT" || upper == "TRACE" || upper == "TRACK":
		panic(m.k.TypeError("'%s' HTTP method is unsupported.", method))
	case slices.Contains([]string{"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}, upper):
		return upper
	}
	return method
}

func (m *Module) signalOf(r *Request, init goja.Value) {
	v := m.k.Option(init, "signal")
	if native.IsUndefined(v) {
		return
	}
	r.source = nil
	if goja.IsNull(v) {
		return
	}
	signal, ok := event.SignalOf(v)
	if !ok {
		panic(m.k.TypeError("Request: the signal must be an AbortSignal or null"))
	}
	r.source = signal
}
