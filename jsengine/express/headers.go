package express

import (
	"net/http"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// single are the header fields of which Node keeps the first when they come several times.
var single = map[string]bool{
	"age": true, "authorization": true, "content-length": true, "content-type": true, "etag": true, "expires": true,
	"from": true, "host": true, "if-modified-since": true, "if-unmodified-since": true, "last-modified": true,
	"location": true, "max-forwards": true, "proxy-authorization": true, "referer": true, "retry-after": true,
	"server": true, "user-agent": true,
}

// requestHeader is a header field of the request as Node gives it, by its lower-case name; "" when there is none.
func (x *Exchange) requestHeader(name string) string {
	if name == "host" {
		return x.Request.Host
	}
	return joinFields(name, x.Request.Header[http.CanonicalHeaderKey(name)])
}

func joinFields(name string, values []string) string {
	switch {
	case len(values) == 0:
		return ""
	case len(values) == 1 || single[name]:
		return httpvalue.DecodeHeader(values[0])
	case name == "cookie":
		return httpvalue.DecodeHeader(strings.Join(values, "; "))
	}
	return httpvalue.DecodeHeader(strings.Join(values, ", "))
}

// defineHeaderAccess defines how header fields of the request are read.
func (m *Module) defineHeaderAccess(p *goja.Object) {
	m.accessor(p, "headers", m.headersValue, func(x *Exchange, v goja.Value) { x.headers = v })
	m.getter(p, "rawHeaders", func(x *Exchange) goja.Value {
		var list []string
		if x.Request.Host != "" {
			list = append(list, "Host", x.Request.Host)
		}
		for _, name := range sortedNames(x.Request.Header) {
			for _, v := range x.Request.Header[name] {
				list = append(list, name, httpvalue.DecodeHeader(v))
			}
		}
		return m.strings(list)
	})
	get := func(x *Exchange, c goja.FunctionCall) goja.Value {
		switch name := c.Argument(0); {
		case !isTrue(name):
			m.throwType("name argument is required to req.get")
		case !goja.IsString(name):
			m.throwType("name must be a string to req.get")
		}
		name := strings.ToLower(c.Argument(0).String())
		if name == "referer" || name == "referrer" {
			if v := m.headerOf(x, "referrer"); isTrue(v) {
				return v
			}
			name = "referer"
		}
		return m.headerOf(x, name)
	}
	m.method(p, "get", 1, get)
	m.method(p, "header", 1, get)
}

// headerOf is req.headers[name], which the app may have changed.
func (m *Module) headerOf(x *Exchange, name string) goja.Value {
	if x.headers != nil {
		if o, ok := x.headers.(*goja.Object); ok {
			if v := o.Get(name); v != nil {
				return v
			}
		}
		return goja.Undefined()
	}
	if name != "host" && x.Request.Header[http.CanonicalHeaderKey(name)] == nil || name == "host" && x.Request.Host == "" {
		return goja.Undefined()
	}
	return m.vm.ToValue(x.requestHeader(name))
}

// headerNow gives the fields of the given names, in canonical form: those of the request, or, once the app has looked at
// req.headers, what it has left there.
func (x *Exchange) headerNow(names ...string) http.Header {
	o, ok := x.headers.(*goja.Object)
	if !ok {
		return x.Request.Header
	}
	h := make(http.Header, len(names))
	for _, name := range names {
		if v := o.Get(strings.ToLower(name)); !isMissing(v) {
			h[name] = []string{v.String()}
		}
	}
	return h
}

// headersValue is req.headers: names in lower case, in alphabetical order after host, since Go keeps no other.
func (m *Module) headersValue(x *Exchange) goja.Value {
	if x.headers != nil {
		return x.headers
	}
	// Filled before it gets its prototype, so that nothing there can interfere.
	o := m.vm.CreateObject(nil)
	if x.Request.Host != "" {
		m.check(o.Set("host", m.vm.ToValue(x.Request.Host)))
	}
	for _, canonical := range sortedNames(x.Request.Header) {
		name := strings.ToLower(canonical)
		if name != "host" {
			m.check(o.Set(name, m.vm.ToValue(joinFields(name, x.Request.Header[canonical]))))
		}
	}
	m.check(o.SetPrototype(m.js.object))
	x.headers = o
	return o
}

func sortedNames(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
