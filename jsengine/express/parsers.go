package express

import (
	"errors"
	"math"
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// bodyParser is the Go side of what express.json(), text(), raw(), urlencoded() and multipart() give.
type bodyParser struct {
	m       *Module
	types   []string
	wants   goja.Callable // instead of types, if the app gave a function
	options httpvalue.BodyOptions
	verify  goja.Callable
	binary  bool // the body is not text
	// parse makes req.body. What it throws, or returns as an error, is the client's fault.
	parse func(x *Exchange, body []byte, text, charset string) (goja.Value, error)
}

// maxInflated bounds what a compressed body may become, in bytes, whatever limit the app asks for.
const maxInflated = 64 << 20

// defineParsers defines the functions that make body parsers.
func (m *Module) defineParsers(e *goja.Object) {
	define := func(name, mediaType string, configure func(p *bodyParser, options goja.Value)) {
		m.put(e, name, m.newNative(name, 1, func(c goja.FunctionCall) goja.Value {
			p := m.newBodyParser(c.Argument(0), mediaType)
			configure(p, c.Argument(0))
			return m.newMiddleware(name+"Parser", p.handle)
		}))
	}
	define("json", "application/json", (*bodyParser).configureJSON)
	define("urlencoded", "application/x-www-form-urlencoded", (*bodyParser).configureForm)
	define("text", "text/plain", func(p *bodyParser, _ goja.Value) {
		p.parse = func(_ *Exchange, _ []byte, text, _ string) (goja.Value, error) { return m.vm.ToValue(text), nil }
	})
	define("raw", "application/octet-stream", func(p *bodyParser, _ goja.Value) {
		p.binary = true
		p.parse = func(_ *Exchange, body []byte, _, _ string) (goja.Value, error) { return m.bytesValue(body), nil }
	})
	define("multipart", "multipart/form-data", (*bodyParser).configureMultipart)
}

// newBodyParser reads the options that all body parsers have.
func (m *Module) newBodyParser(options goja.Value, mediaType string) *bodyParser {
	p := &bodyParser{m: m, types: []string{mediaType}}
	p.options.Limit = httpvalue.DefaultBodyLimit
	p.options.NoInflate = isFalse(option(options, "inflate"))
	if v := option(options, "limit"); !isMissing(v) {
		limit, ok := sizeOf(v)
		if !ok {
			m.throwType("option limit %q is invalid", v)
		}
		p.options.Limit = limit
	}
	if v := option(options, "defaultCharset"); isTrue(v) {
		p.options.DefaultCharset = v.String()
	}
	if v := option(options, "verify"); isTrue(v) {
		f, ok := goja.AssertFunction(v)
		if !ok {
			m.throwType("option verify must be function")
		}
		p.verify = f
	}
	if v := option(options, "type"); isTrue(v) {
		if f, ok := goja.AssertFunction(v); ok {
			p.wants = f
		} else {
			p.types = texts([]goja.Value{v})
		}
	}
	return p
}

// sizeOf reads a size: a number of bytes, infinite for no limit, or a text such as "100kb".
func sizeOf(v goja.Value) (int64, bool) {
	if goja.IsString(v) {
		return httpvalue.ParseSize(v.String())
	}
	f := v.ToFloat()
	if !goja.IsNumber(v) || math.IsNaN(f) {
		return 0, false
	}
	return int64(max(0, min(f, 1<<62))), true
}

// handle is the middleware.
func (p *bodyParser) handle(x *Exchange) (err goja.Value, done bool) {
	if x.bodyParsed || !httpvalue.HasBody(x.Request) || !p.matches(x) {
		return nil, true
	}
	x.bodyParsed = true
	value, err := p.read(x)
	if err != nil {
		return err, true
	}
	x.body = value
	return nil, true
}

// matches reports whether the parser is for the request's media type.
func (p *bodyParser) matches(x *Exchange) bool {
	if p.wants != nil {
		return isTrue(must(p.wants(goja.Undefined(), x.req)))
	}
	_, ok := httpvalue.MatchType(x.headerNow("Content-Type").Get("Content-Type"), p.types)
	return ok
}

func (p *bodyParser) read(x *Exchange) (value, failure goja.Value) {
	m := p.m
	o := p.options
	header := x.headerNow("Content-Type", "Content-Encoding")
	if header.Get("Content-Encoding") != "" {
		o.Limit = min(o.Limit, maxInflated)
		if m.opts.MaxBody > 0 {
			o.Limit = min(o.Limit, m.opts.MaxBody)
		}
	}
	charset := ""
	if !p.binary {
		var err error
		if charset, err = httpvalue.BodyCharset(header, o); err != nil {
			return nil, m.bodyError(err)
		}
	}
	body, err := httpvalue.ReadBody(x.Body, header, o)
	if err != nil {
		return nil, m.bodyError(err)
	}
	if p.verify != nil {
		encoding := goja.Null()
		if !p.binary {
			encoding = m.vm.ToValue(charset)
		}
		if _, err := p.verify(goja.Undefined(), x.req, x.res, m.bytesValue(body), encoding); err != nil {
			return nil, m.clientError(m.caught(err), http.StatusForbidden, "entity.verify.failed", m.bytesValue(body))
		}
	}
	text := ""
	if !p.binary {
		if text, err = httpvalue.DecodeText(body, charset); err != nil {
			return nil, m.bodyError(err)
		}
	}
	value, err = p.parse(x, body, text, charset)
	if err == nil {
		return value, nil
	}
	var bodyErr *httpvalue.BodyError
	if errors.As(err, &bodyErr) {
		return nil, m.bodyError(err)
	}
	return nil, m.clientError(m.caught(err), http.StatusBadRequest, httpvalue.TypeParseFailed, m.vm.ToValue(text))
}

// configureJSON is for express.json().
func (p *bodyParser) configureJSON(options goja.Value) {
	m := p.m
	p.options.AllowCharset = httpvalue.JSONCharset
	strict := !isFalse(option(options, "strict"))
	reviver := orUndefined(option(options, "reviver"))
	p.parse = func(_ *Exchange, _ []byte, text, _ string) (goja.Value, error) {
		if text == "" {
			return m.vm.NewObject(), nil
		}
		if strict {
			if first := strings.TrimLeft(text, " \t\r\n"); first == "" || first[0] != '{' && first[0] != '[' {
				return nil, m.asException(m.newError(m.js.syntaxError, "the body is not a JSON object or array"))
			}
		}
		if !isFunction(reviver) {
			reviver = goja.Undefined()
		}
		var value goja.Value
		if exception := m.vm.Try(func() { value = m.kit.ReviveJSON(text, reviver) }); exception != nil {
			return nil, exception
		}
		return value, nil
	}
}

// asException makes a Go error of a JavaScript one.
func (m *Module) asException(v goja.Value) error { return m.vm.Try(func() { panic(v) }) }

// configureForm is for express.urlencoded().
func (p *bodyParser) configureForm(options goja.Value) {
	m := p.m
	p.options.AllowCharset = httpvalue.FormCharset
	if c := p.options.DefaultCharset; c != "" && !httpvalue.FormCharset(c) {
		m.throwType("option defaultCharset must be either utf-8 or iso-8859-1")
	}
	form := httpvalue.DefaultForm
	form.Extended = isTrue(option(options, "extended"))
	form.CharsetSentinel = isTrue(option(options, "charsetSentinel"))
	form.NumericEntities = isTrue(option(options, "interpretNumericEntities"))
	if v := option(options, "parameterLimit"); !isUndefined(v) {
		n := v.ToFloat()
		if math.IsNaN(n) || n < 1 {
			m.throwType("option parameterLimit must be a positive number")
		}
		form.ParameterLimit = int(min(n, math.MaxInt32))
	}
	if v := option(options, "depth"); !isUndefined(v) && form.Extended {
		n := v.ToFloat()
		if math.IsNaN(n) || n < 0 {
			m.throwType("option depth must be a zero or a positive number")
		}
		form.Depth = int(min(n, math.MaxInt32))
	}
	p.parse = func(_ *Exchange, _ []byte, text, charset string) (goja.Value, error) {
		value, err := httpvalue.ParseForm(text, charset, form)
		if err != nil {
			return nil, err
		}
		o := m.vm.NewObject()
		m.fill(o, value)
		return o, nil
	}
}

// bytesValue is a Uint8Array with a copy of data.
func (m *Module) bytesValue(data []byte) goja.Value {
	o, err := m.vm.New(m.js.uint8Array, m.vm.ToValue(m.vm.NewArrayBuffer(append([]byte(nil), data...))))
	m.check(err)
	return o
}
