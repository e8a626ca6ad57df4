package express

import (
	"net/netip"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// defineRequest fills the prototype of requests.
func (m *Module) defineRequest() {
	p := m.request
	m.defineTarget(p)
	m.defineConnection(p)
	m.defineHeaderAccess(p)
	m.defineNegotiation(p)
	m.defineQuery()
	m.accessor(p, "query", m.queryValue, nil)
	m.accessor(p, "params",
		func(x *Exchange) goja.Value { return x.params.object(m) },
		func(x *Exchange, v goja.Value) { x.params = params{value: v} })
	m.accessor(p, "body", m.bodyValue, func(x *Exchange, v goja.Value) { x.body = v })
	m.accessor(p, "files", func(x *Exchange) goja.Value { return orUndefined(x.files) },
		func(x *Exchange, v goja.Value) { x.files = v })
	m.defineCookieJar(p)
	m.accessor(p, "route",
		func(x *Exchange) goja.Value { return x.routeObject() },
		func(x *Exchange, v goja.Value) { x.routeValue = v })
	m.getter(p, "res", func(x *Exchange) goja.Value { return x.res })
	m.getter(p, "next", func(x *Exchange) goja.Value {
		if x.frame == nil {
			return goja.Undefined()
		}
		return x.frame.nextFunc()
	})
	m.getter(p, "fresh", func(x *Exchange) goja.Value { return m.vm.ToValue(x.fresh()) })
	m.getter(p, "stale", func(x *Exchange) goja.Value { return m.vm.ToValue(!x.fresh()) })
}

// defineTarget defines what says what is asked for.
func (m *Module) defineTarget(p *goja.Object) {
	m.accessor(p, "method",
		func(x *Exchange) goja.Value { return m.vm.ToValue(x.method) },
		func(x *Exchange, v goja.Value) { x.method = v.String() })
	m.accessor(p, "url",
		func(x *Exchange) goja.Value { return m.vm.ToValue(x.url) },
		func(x *Exchange, v goja.Value) { x.url = v.String() })
	m.accessor(p, "originalUrl",
		func(x *Exchange) goja.Value { return m.vm.ToValue(x.originalURL) },
		func(x *Exchange, v goja.Value) { x.originalURL = v.String() })
	m.accessor(p, "baseUrl",
		func(x *Exchange) goja.Value { return m.vm.ToValue(x.baseURL) },
		func(x *Exchange, v goja.Value) { x.baseURL = v.String() })
	m.getter(p, "path", func(x *Exchange) goja.Value {
		path := x.path()
		if decoded, ok := httpvalue.DecodeURIComponent(path); ok {
			path = decoded
		}
		return m.vm.ToValue(path)
	})
	m.getter(p, "httpVersion", func(x *Exchange) goja.Value {
		return m.vm.ToValue(itoa(x.Request.ProtoMajor) + "." + itoa(x.Request.ProtoMinor))
	})
}

// path is the path of req.url, still escaped.
func (x *Exchange) path() string {
	if x.pathOf != x.url || x.pathname == "" {
		x.pathOf = x.url
		x.pathname = x.url
		if i := strings.IndexAny(x.url, "?#"); i >= 0 {
			x.pathname = x.url[:i]
		}
	}
	return x.pathname
}

// rawQuery is the query string of req.url, without the question mark.
func (x *Exchange) rawQuery() string {
	url, _, _ := strings.Cut(x.url, "#")
	_, query, _ := strings.Cut(url, "?")
	return query
}

// defineConnection defines what the server in front knows of the client and of how it asked.
func (m *Module) defineConnection(p *goja.Object) {
	text := func(s string) goja.Value {
		if s == "" {
			return goja.Undefined()
		}
		return m.vm.ToValue(s)
	}
	m.getter(p, "protocol", func(x *Exchange) goja.Value { return m.vm.ToValue(x.Scheme) })
	m.getter(p, "secure", func(x *Exchange) goja.Value { return m.vm.ToValue(x.Scheme == "https") })
	m.getter(p, "ip", func(x *Exchange) goja.Value { return text(x.ClientIP) })
	m.getter(p, "ips", func(x *Exchange) goja.Value { return m.strings(x.ClientIPs) })
	m.getter(p, "host", func(x *Exchange) goja.Value { return text(x.host()) })
	m.getter(p, "hostname", func(x *Exchange) goja.Value { return text(x.hostname()) })
	m.getter(p, "subdomains", func(x *Exchange) goja.Value { return m.strings(x.subdomains()) })
	m.getter(p, "xhr", func(x *Exchange) goja.Value {
		return m.vm.ToValue(strings.EqualFold(x.headerNow("X-Requested-With").Get("X-Requested-With"), "xmlhttprequest"))
	})
}

func (x *Exchange) host() string {
	if x.Host != "" {
		return x.Host
	}
	return x.Request.Host
}

// hostname is the host without its port. An IPv6 address keeps its brackets.
func (x *Exchange) hostname() string {
	host := x.host()
	from := 0
	if strings.HasPrefix(host, "[") {
		from = strings.IndexByte(host, ']') + 1
	}
	if i := strings.IndexByte(host[from:], ':'); i >= 0 {
		return host[:from+i]
	}
	return host
}

// subdomains are the labels of the host's name from the right, without the first few, which are the domain proper.
func (x *Exchange) subdomains() []string {
	host := x.hostname()
	if host == "" {
		return nil
	}
	labels := []string{host}
	if _, err := netip.ParseAddr(host); err != nil {
		labels = strings.Split(host, ".")
		for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
			labels[i], labels[j] = labels[j], labels[i]
		}
	}
	offset := 0
	if v := x.settings().Get("subdomain offset"); v != nil {
		offset = int(v.ToInteger())
	}
	if offset < 0 {
		offset = max(0, len(labels)+offset)
	}
	return labels[min(offset, len(labels)):]
}

// fresh reports whether the client's copy is good: then 304 is the answer to GET and HEAD.
func (x *Exchange) fresh() bool {
	switch x.method {
	case "GET", "HEAD", "QUERY":
	default:
		return false
	}
	if s := x.Response.Status; (s < 200 || s > 299) && s != 304 {
		return false
	}
	h := x.Response.Header
	request := x.headerNow("If-None-Match", "If-Modified-Since", "Cache-Control")
	return httpvalue.Fresh(request, h.Get("ETag"), h.Get("Last-Modified"))
}

// setRoute makes t what req.route is.
func (x *Exchange) setRoute(t *route) { x.route, x.routeValue = t, nil }

func (x *Exchange) routeObject() goja.Value {
	switch {
	case x.routeValue != nil:
		return x.routeValue
	case x.route != nil:
		return x.route.asObject()
	}
	return goja.Undefined()
}

// bodyValue is the body as text until a body parser puts something else in its place.
func (m *Module) bodyValue(x *Exchange) goja.Value {
	if x.body == nil {
		x.body = m.vm.ToValue(strings.ToValidUTF8(string(x.Body), "\uFFFD"))
	}
	return x.body
}
