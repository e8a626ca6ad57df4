package express

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// staticFiles is the Go side of what express.static(root, options) gives.
type staticFiles struct {
	m          *Module
	options    sendOptions
	fallthru   bool // what is not there is left to others
	redirect   bool // directories get a slash
	setHeaders goja.Callable
}

// newStatic is express.static(root, options).
func (m *Module) newStatic(c goja.FunctionCall) goja.Value {
	root, options := c.Argument(0), c.Argument(1)
	switch {
	case !isTrue(root):
		m.throwType("root path required")
	case !goja.IsString(root):
		m.throwType("root path must be a string")
	}
	s := &staticFiles{
		m:        m,
		options:  m.readSendOptions(options),
		fallthru: !isFalse(option(options, "fallthrough")),
		redirect: !isFalse(option(options, "redirect")),
	}
	s.options.root, s.options.hasRoot = archivePath(root.String()), true
	if v := option(options, "setHeaders"); isTrue(v) {
		f, ok := goja.AssertFunction(v)
		if !ok {
			m.throwType("option setHeaders must be function")
		}
		s.setHeaders = f
	}
	return m.newMiddleware("serveStatic", s.handle)
}

func isFalse(v goja.Value) bool { return v != nil && isBool(v, false) }

// newMiddleware makes a function (req, res, next) of a handler written in Go.
func (m *Module) newMiddleware(name string, h middleware) *goja.Object {
	f := m.newNative(name, 3, func(c goja.FunctionCall) goja.Value {
		err, done := h(m.exchange(c.Argument(0)))
		if !done {
			return goja.Undefined()
		}
		next, ok := goja.AssertFunction(c.Argument(2))
		if !ok {
			m.throwType("argument next must be a function")
		}
		if err == nil {
			return must(next(goja.Undefined()))
		}
		return must(next(goja.Undefined(), err))
	})
	m.bind(f, h)
	return f
}

// handle is the middleware: it answers with the file that the path names.
func (s *staticFiles) handle(x *Exchange) (err goja.Value, done bool) {
	if x.method != "GET" && x.method != "HEAD" {
		if s.fallthru {
			return nil, true
		}
		x.Response.Status = 405
		x.setText("Allow", "GET, HEAD")
		x.setLength(0)
		s.m.finishWith(x, x.res, goja.Undefined(), nil)
		return nil, false
	}
	path := x.path()
	original, _, _ := strings.Cut(x.originalURL, "?")
	if path == "/" && !strings.HasSuffix(original, "/") {
		path = "" // so that the redirect happens where it is mounted
	}
	decoded, ok := httpvalue.DecodeURIComponent(path)
	if !ok {
		return s.failed(&fileError{status: 400, message: "Bad Request"})
	}
	name, info, failure := s.m.find(decoded, &s.options)
	switch {
	case failure != nil && failure.code == "EISDIR" && s.redirect && !strings.HasSuffix(path, "/"):
		s.redirectTo(x, original+"/")
		return nil, false
	case failure != nil && failure.code == "EISDIR":
		return s.failed(&fileError{status: 404, message: "Not Found"})
	case failure != nil:
		return s.failed(failure)
	case x.closed("express.static"):
		return nil, false
	}
	if s.setHeaders != nil {
		must(s.setHeaders(goja.Undefined(), x.res, s.m.vm.ToValue("/"+name), s.m.statObject(info)))
	}
	s.m.serve(x, x.res, name, &s.options)
	return nil, false
}

// failed leaves what is not there to the next handler, unless it shall be an error.
func (s *staticFiles) failed(e *fileError) (goja.Value, bool) {
	if s.fallthru && e.status < 500 {
		return nil, true
	}
	return s.m.fileError(e), true
}

// redirectTo sends the client to the directory's address with a slash.
func (s *staticFiles) redirectTo(x *Exchange, path string) {
	if x.closed("express.static") {
		return
	}
	path = "/" + strings.TrimLeft(path, "/")
	if _, query, ok := strings.Cut(x.originalURL, "?"); ok {
		path += "?" + query
	}
	location := httpvalue.EncodeURL(path)
	body := "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Redirecting</title>\n</head>\n" +
		"<body>\n<pre>Redirecting to " + escapeHTML.Replace(location) + "</pre>\n</body>\n</html>\n"
	x.Response.Status = 301
	x.setText("Content-Type", "text/html; charset=UTF-8")
	x.setLength(len(body))
	x.setText("Content-Security-Policy", "default-src 'none'")
	x.setText("X-Content-Type-Options", "nosniff")
	x.setText("Location", location)
	s.m.finishWith(x, x.res, s.m.vm.ToValue(body), []byte(body))
}
